using Microsoft.Extensions.Options;

namespace CallPlatform.Simulator.Sim;

internal sealed class SimulatorOptionsCheck : IValidateOptions<SimulatorOptions>
{
    public ValidateOptionsResult Validate(string? name, SimulatorOptions options) =>
        Settings.Validate(options) is { Count: > 0 } errors ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
}
