using CallPlatform.Simulator;
using CallPlatform.Simulator.CallRail;

if (args is ["ring", .. var ring])
{
    return await RingCommand.RunAsync(ring);
}

await SimulatorApp.Build(args).RunAsync();
return 0;
