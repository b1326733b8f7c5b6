using CallPlatform.AppHost.Embedded;
using Xunit;

namespace CallPlatform.Tests.AppHost;

public class PortReservationTests
{
    [Fact]
    public void A_taken_default_gives_way_to_the_next_free_port()
    {
        using var taken = PortReservation.Take("--api-port", 0, 0);

        using var next = PortReservation.Take("--api-port", null, taken.Port);

        Assert.InRange(next.Port, taken.Port + 1, 65535);
    }

    [Fact]
    public void A_demanded_port_that_is_taken_is_said_in_one_sentence()
    {
        using var taken = PortReservation.Take("--api-port", 0, 0);

        var refusal = Assert.Throws<LaunchException>(() => PortReservation.Take("--api-port", taken.Port, 5180));

        Assert.Equal($"Port {taken.Port} is taken by another program: stop it, or choose another port with --api-port.", refusal.Message);
    }

    [Fact]
    public void A_reserved_port_is_free_for_its_service_once_released()
    {
        var reserved = PortReservation.Take("--api-port", 0, 0);
        var port = reserved.Port;
        reserved.Dispose();

        using var service = PortReservation.Take("--api-port", port, 0);

        Assert.Equal(port, service.Port);
    }
}
