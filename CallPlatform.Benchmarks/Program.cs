using CallPlatform.Benchmarks.Parts;
using CallPlatform.Benchmarks.Support;

// dotnet run -c Release --project CallPlatform.Benchmarks -- [ingest] [jobs] [campaign] [history] [--quick] [--out DIR]
var quick = args.Contains("--quick");
var output = args.SkipWhile(a => a != "--out").Skip(1).FirstOrDefault() ?? "artifacts/benchmarks";
var known = new Dictionary<string, Func<Bench, Task>>
{
    ["ingest"] = IngestPart.RunAsync,
    ["jobs"] = JobsPart.RunAsync,
    ["campaign"] = CampaignPart.RunAsync,
    ["history"] = HistoryPart.RunAsync,
};
var named = args.Where(a => !a.StartsWith('-') && a != output).ToList();
if (named.Find(n => !known.ContainsKey(n)) is { } unknown)
{
    Console.Error.WriteLine($"There is no part '{unknown}'. Parts: {string.Join(", ", known.Keys)}; options: --quick, --out DIR.");
    return 2;
}

await using var bench = await Bench.StartAsync(quick);
foreach (var (name, run) in known)
{
    if (named.Count == 0 || named.Contains(name))
    {
        Console.WriteLine($"— {name}");
        await run(bench);
    }
}

await bench.Results.WriteAsync(output);
return 0;
