using CallPlatform.Core.Exports;
using Xunit;

namespace CallPlatform.Tests.Core.Exports;

public class SafeCsvTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0")]
    [InlineData("-2", "'-2")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("  =1", "'  =1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("+", "'+")]
    [InlineData("+14155550123", "+14155550123")]
    [InlineData("Ada = Lovelace", "Ada = Lovelace")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void What_a_spreadsheet_would_compute_begins_with_an_apostrophe(string? text, string written) => Assert.Equal(written, SafeCsv.Text(text));
}
