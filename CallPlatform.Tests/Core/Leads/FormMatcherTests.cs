using CallPlatform.Core.Leads;
using Xunit;

namespace CallPlatform.Tests.Core.Leads;

public class FormMatcherTests
{
    private static readonly Guid Gaur = Guid.NewGuid();
    private static readonly Guid Realty = Guid.NewGuid();

    private static readonly FormRule[] Mappings =
    [
        new("Gaur Yamuna Expressway", Gaur), new("AU Realty", Realty), new("AU Realty Gaur edition", Gaur),
    ];

    private static readonly KeywordRule[] Projects = [new(Gaur, ["yamuna", "gaur"]), new(Realty, ["penthouse", "yamuna penthouse"])];

    [Theory]
    [InlineData("Gaur Yamuna Expressway", "exact", "gaur", "Gaur Yamuna Expressway")]
    [InlineData("  gaur   YAMUNA expressway ", "exact", "gaur", "Gaur Yamuna Expressway")]
    [InlineData("Facebook: AU Realty (spring)", "contained", "realty", "AU Realty")]
    [InlineData("fb au realty gaur edition 2", "contained", "gaur", "AU Realty Gaur edition")]
    [InlineData("Yamuna Expressway", "contained", "gaur", "Gaur Yamuna Expressway")]
    [InlineData("Penthouse leads", "keyword", "realty", "penthouse")]
    [InlineData("A Yamuna penthouse", "keyword", "realty", "yamuna penthouse")]
    [InlineData("Yamuna riverside", "keyword", "gaur", "yamuna")]
    public void The_first_rule_that_holds_decides(string form, string rule, string project, string matched)
    {
        var match = FormMatcher.Find(form, Mappings, Projects);

        Assert.Equal(new FormMatch(project == "gaur" ? Gaur : Realty, rule, matched), match);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("Newsletter")]
    [InlineData("AU")]
    public void What_nothing_matches_has_no_project(string? form) => Assert.Null(FormMatcher.Find(form, Mappings, Projects));

    [Fact]
    public void A_name_that_is_part_of_two_projects_mappings_is_no_match_by_containment() =>
        Assert.Null(FormMatcher.Find("Expo", [new("Expo north", Gaur), new("Expo south", Realty)], []));

    [Fact]
    public void The_order_of_the_rows_does_not_matter()
    {
        foreach (var form in new[] { "fb au realty gaur edition 2", "Yamuna penthouse", "realty" })
        {
            Assert.Equal(FormMatcher.Find(form, Mappings, Projects), FormMatcher.Find(form, Mappings.Reverse(), Projects.Reverse()));
        }
    }
}
