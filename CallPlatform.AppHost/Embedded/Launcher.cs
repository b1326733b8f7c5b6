namespace CallPlatform.AppHost.Embedded;

/// <summary>Brings everything up in order, keeps it up, and takes it down in the reverse order.</summary>
internal sealed class Launcher(LauncherOptions options, ServicePrograms programs, ConsoleLog log) : IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource supervision = new();
    private readonly List<ChildProcess> children = [];
    private readonly List<Task> supervisors = [];
    private readonly Lock noting = new();
    private ChildGuard? guard;
    private LauncherDatabase? database;
    private bool stopping;
    private Action? announce;

    /// <summary>Runs until <paramref name="stop"/>; everything is stopped when it returns, also when it throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var path = options.DataFolder ?? Path.Combine(programs.Repository, ".data");
        using var data = DataFolder.Open(path);
        try
        {
            await StartAsync(data, stop);
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            log.Say("Stopping.");
        }
        finally
        {
            await StopAsync(data);
        }
    }

    public void Dispose()
    {
        guard?.Dispose();
        supervision.Dispose();
    }

    private async Task StartAsync(DataFolder data, CancellationToken stop)
    {
        await LeftoverProcesses.StopAsync(data.ProcessesFile, log.Say);
        File.Delete(data.EndpointsFile); // whoever waits for it waits for this run
        guard = new ChildGuard(data.EndpointsFile);
        if (options.Reset)
        {
            log.Say($"Deleting the data in {data.Path}.");
            await data.ResetAsync(stop);
        }

        var withSimulator = !options.NoSimulator && !ServiceEnvironment.HasProviderKey(Environment.GetEnvironmentVariable);
        using var apiPort = PortReservation.Take("--api-port", options.ApiPort, 5180);
        using var webPort = PortReservation.Take("--web-port", options.WebPort, 5190);
        using var workerPort = PortReservation.Take("--worker-port", null, 5200);
        using var simulatorPort = PortReservation.Take("--simulator-port", null, 5210);
        var addresses = new ServiceAddresses(
            apiPort.Address, webPort.Address, workerPort.Address, withSimulator ? simulatorPort.Address : null);

        var secrets = data.Secrets();
        database = await LauncherDatabase.OpenAsync(data.Postgres, secrets, log.Say, stop);
        var environment = new ServiceEnvironment(
            addresses, database.ConnectionString, secrets, Environment.GetEnvironmentVariable);

        secrets = await MigrateAsync(environment, secrets, stop);
        data.Keep(secrets);

        AddChildren(environment, addresses);
        foreach (var port in (PortReservation[])[apiPort, webPort, workerPort, simulatorPort])
        {
            port.Dispose();
        }

        Supervise(data, stop);
        await WaitUntilHealthyAsync(stop);

        announce = () => Announce(data, addresses, secrets);
        announce();
        ShowTable(data, addresses, secrets);
        await RunVerbsAsync(environment, stop);
    }

    private async Task<LauncherSecrets> MigrateAsync(ServiceEnvironment environment, LauncherSecrets secrets, CancellationToken stop)
    {
        log.Say("Migrating the database.");
        var said = await WorkerVerb.RunAsync(
            programs.Find("CallPlatform.Worker", "migrate"), "migrate", environment.Migrate(), log, stop);
        var (organization, username) = WorkerVerb.FirstOwner(said);
        return secrets with
        {
            OrganizationId = organization ?? secrets.OrganizationId,
            OwnerUsername = username ?? secrets.OwnerUsername,
        };
    }

    private void AddChildren(ServiceEnvironment environment, ServiceAddresses addresses)
    {
        void Add(string name, string address, IReadOnlyDictionary<string, string> settings, ServiceProgram program) =>
            children.Add(new(name, program, settings, new Uri(address + "/health"), log));

        if (addresses.Simulator is { } simulator)
        {
            Add("simulator", simulator, environment.Simulator(), programs.Find("CallPlatform.Simulator"));
        }

        Add("api", addresses.Api, environment.Api(), programs.Find("CallPlatform.Api"));
        Add("worker", addresses.Worker, environment.Worker(), programs.Find("CallPlatform.Worker", "run"));
        Add("web", addresses.Web, environment.Web(), programs.Find("CallPlatform.Web"));
    }

    private void Supervise(DataFolder data, CancellationToken stop)
    {
        foreach (var child in children)
        {
            child.Started += () => Note(data);
            child.BecameHealthy += () => announce?.Invoke();
            supervisors.Add(child.RunAsync(supervision.Token));
        }

        database!.Restarted += () => announce?.Invoke();
        supervisors.Add(database.KeepRunningAsync(log.Say, supervision.Token));
        stop.Register(() => stopping = true);
    }

    private async Task WaitUntilHealthyAsync(CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(StartPatience);
        foreach (var child in children)
        {
            try
            {
                await child.FirstHealth.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                throw new LaunchException(
                    $"{child.Name} did not become healthy within {StartPatience.TotalMinutes:0} minutes: its lines above say why.");
            }
        }
    }

    private async Task RunVerbsAsync(ServiceEnvironment environment, CancellationToken stop)
    {
        foreach (var verb in options.VerbsAfterStart)
        {
            try
            {
                await WorkerVerb.RunAsync(programs.Find("CallPlatform.Worker", verb), verb, environment.Worker(), log, stop);
            }
            catch (LaunchException error)
            {
                log.Say(error.Message); // the platform itself runs
            }
        }
    }

    // Also while starting: a launcher killed half-way leaves processes too.
    private void Note(DataFolder data)
    {
        lock (noting)
        {
            var noted = new Dictionary<string, NotedProcess>();
            foreach (var child in children)
            {
                if (child.Pid is { } pid && NotedProcess.Of(pid, child.Program.Mark) is { } process)
                {
                    noted[child.Name] = process;
                }
            }

            PrivateFile.Write(data.ProcessesFile, noted);
            guard?.Tell(noted.Values.Select(process => process.Pid));
        }
    }

    private void Announce(DataFolder data, ServiceAddresses addresses, LauncherSecrets secrets)
    {
        lock (noting)
        {
            if (stopping)
            {
                return;
            }

            var processes = new SortedDictionary<string, int>(
                children.Where(child => child.Pid is not null).ToDictionary(child => child.Name, child => child.Pid!.Value));
            if (database!.Pid is { } postgres)
            {
                processes["postgres"] = postgres;
            }

            PrivateFile.Write(data.EndpointsFile, new Endpoints
            {
                Api = addresses.Api,
                Web = addresses.Web,
                Simulator = addresses.Simulator,
                Username = secrets.OwnerUsername,
                Password = secrets.OwnerPassword,
                OrganizationId = secrets.OrganizationId,
                Database = database.ConnectionString,
                Launcher = Environment.ProcessId,
                Processes = processes,
            });
        }
    }

    private void ShowTable(DataFolder data, ServiceAddresses addresses, LauncherSecrets secrets) => log.Table(
    [
        ("Web", addresses.Web),
        ("Api", addresses.Api),
        ("Simulator", addresses.Simulator ?? "off"),
        ("Sign in as", secrets.OwnerUsername),
        ("Password", secrets.OwnerPassword),
        ("For scripts", data.EndpointsFile),
        ("Stop", "Ctrl-C"),
    ]);

    private async Task StopAsync(DataFolder data)
    {
        lock (noting)
        {
            stopping = true;
        }

        File.Delete(data.EndpointsFile);
        await supervision.CancelAsync();
        await Task.WhenAll(supervisors).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // The Simulator after those who talk to it, PostgreSQL last: nobody ends with errors about a missing partner.
        await Task.WhenAll(children.Where(child => child.Name != "simulator").Select(child => child.StopAsync(Grace)));
        await Task.WhenAll(children.Select(child => child.StopAsync(Grace)));
        guard?.Tell([]);
        File.Delete(data.ProcessesFile);
        if (database is not null)
        {
            await database.StopAsync();
            log.Say("Everything is stopped.");
        }
    }
}
