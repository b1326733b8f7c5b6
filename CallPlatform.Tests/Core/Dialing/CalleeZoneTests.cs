using CallPlatform.Core.Dialing;
using Xunit;

namespace CallPlatform.Tests.Core.Dialing;

public class CalleeZoneTests
{
    [Theory]
    [InlineData(null, "+919812345678", "number", "Asia/Calcutta")]
    [InlineData(null, "+493012345678", "number", "Europe/Berlin")]
    [InlineData(null, "+12125550123", "number", "America/New_York")]
    [InlineData(null, "+14155550123", "number", "America/Los_Angeles")]
    [InlineData(null, "+971501234567", "number", "Asia/Dubai")]
    [InlineData("Asia/Tokyo", "+12125550123", "contact", "Asia/Tokyo")]
    [InlineData(null, "+99999999999", "organization", "Europe/Paris")]
    public void The_contact_s_zone_comes_first_then_the_number_s_then_the_organisation_s(string? own, string phone, string source, string zone)
    {
        var found = CalleeZone.Of(own, phone, "Europe/Paris");

        Assert.Equal((source, zone), (found.Source, Assert.Single(found.Names)));
        Assert.NotNull(found.Find());
    }

    [Fact]
    public void A_number_that_may_be_anywhere_in_a_wide_country_counts_at_both_ends() =>
        Assert.Equal(["America/New_York", "America/Los_Angeles"], CalleeZone.Of(null, "+18005550123", "UTC").Names);

    [Fact]
    public void An_unknown_zone_of_the_contact_s_is_not_replaced_by_a_guess() =>
        Assert.Null(CalleeZone.Of("Mars/Olympus", "+12125550123", "UTC").Find());
}
