using CallPlatform.Core.Contacts;
using Xunit;

namespace CallPlatform.Tests.Core.Contacts;

public class PhoneNumberReaderTests
{
    [Theory]
    [InlineData("+14155550123", null, "+14155550123")]
    [InlineData("+1 (415) 555-0123", null, "+14155550123")]
    [InlineData("0014155550123", null, "+14155550123")]
    [InlineData("9876543210", null, "+919876543210")]
    [InlineData("6000000000", null, "+916000000000")]
    [InlineData("4155550123", null, "+14155550123")]
    [InlineData("501234567", null, "+971501234567")]
    [InlineData("07911123456", null, "+447911123456")]
    [InlineData("919876543210", null, "+919876543210")]
    [InlineData("9876543210", "US", "+19876543210")]
    [InlineData("030 123456", "DE", "+4930123456")]
    [InlineData("+15550100001", "IN", "+15550100001")]
    public void A_number_is_read_as_people_mean_it(string typed, string? country, string expected) =>
        Assert.Equal(expected, PhoneNumberReader.Normalize(typed, country));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("12345")]
    [InlineData("+0123456789")]
    [InlineData("+12")]
    [InlineData("+1234567890123456")]
    [InlineData("call me")]
    [InlineData("+1415555O123")]
    [InlineData("+999123456789")]
    public void What_is_no_plausible_number_is_refused(string typed) => Assert.Null(PhoneNumberReader.Normalize(typed));
}
