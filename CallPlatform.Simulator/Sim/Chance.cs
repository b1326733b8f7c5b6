namespace CallPlatform.Simulator.Sim;

internal static class Chance
{
    public static bool Hits(double share) => share > 0 && (share >= 1 || Random.Shared.NextDouble() < share);
}
