using System.Net;
using System.Net.Sockets;

namespace CallPlatform.AppHost.Embedded;

/// <summary>A loopback port, held until the service that shall listen on it starts, so that two launchers do not choose the same.</summary>
internal sealed class PortReservation : IDisposable
{
    private const int Tries = 200;

    private readonly TcpListener holder;

    private PortReservation(TcpListener holder) => this.holder = holder;

    public int Port => ((IPEndPoint)holder.LocalEndpoint).Port;

    public string Address => $"http://127.0.0.1:{Port}";

    public static PortReservation Take(string option, int? demanded, int preferred)
    {
        if (demanded is { } port)
        {
            return TryTake(port) ?? throw new LaunchException(
                $"Port {port} is taken by another program: stop it, or choose another port with {option}.");
        }

        return Enumerable.Range(preferred, Tries).Select(TryTake).FirstOrDefault(taken => taken is not null)
            ?? TryTake(0)
            ?? throw new LaunchException($"No port is free from {preferred} on: choose one with {option}.");
    }

    public void Dispose() => holder.Dispose();

    private static PortReservation? TryTake(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return new(listener);
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }
}
