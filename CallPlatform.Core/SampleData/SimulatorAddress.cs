using Microsoft.Extensions.Configuration;

namespace CallPlatform.Core.SampleData;

/// <summary>
/// Where the Simulator is, when it plays every provider. Sample data rings phones: where one real provider could be asked, there is none.
/// </summary>
public sealed class SimulatorAddress(IConfiguration configuration)
{
    /// <summary>The address, or null when no Simulator is in use or it does not play all of them.</summary>
    public Uri? Find()
    {
        if (!Uri.TryCreate(configuration["services:simulator:http:0"], UriKind.Absolute, out var simulator))
        {
            return null;
        }

        var providers = configuration.AsEnumerable()
            .Where(s => s.Key.EndsWith("_BASE_URL", StringComparison.OrdinalIgnoreCase) && !string.IsNullOrEmpty(s.Value)).ToList();
        return providers.Count > 0
            && providers.TrueForAll(p => Uri.TryCreate(p.Value, UriKind.Absolute, out var address) && address.Authority == simulator.Authority)
                ? simulator
                : null;
    }
}
