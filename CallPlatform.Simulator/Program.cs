using CallPlatform.Simulator;

await SimulatorApp.Build(args).RunAsync();
