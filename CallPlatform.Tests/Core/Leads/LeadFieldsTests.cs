using System.Text.Json.Nodes;
using CallPlatform.Core.Leads;
using CallPlatform.Core.Messages;
using Xunit;

namespace CallPlatform.Tests.Core.Leads;

public class LeadFieldsTests
{
    [Theory]
    [InlineData("""{"name": "Asha Rao", "phone": "9876543210", "city": "Pune", "utm_source": "google"}""")]
    [InlineData("""{"Full Name": " Asha Rao ", "Mobile-Number": 9876543210, "CITY": "Pune", "utm_source": "google"}""")]
    [InlineData("""{"first_name": "Asha", "last_name": "Rao", "tel": "9876543210", "city": "Pune", "utm_source": "google"}""")]
    [InlineData("""
        {"field_data": [{"name": "full_name", "values": ["Asha Rao"]}, {"name": "phone_number", "values": ["9876543210"]}, {"name": "city", "values": ["Pune"]}],
         "utm_source": "google"}
        """)]
    [InlineData("""
        {"user_column_data": [{"column_id": "FULL_NAME", "string_value": "Asha Rao"}, {"column_id": "PHONE_NUMBER", "string_value": "9876543210"},
         {"column_id": "CITY", "string_value": "Pune"}], "google_key": "hush", "utm_source": "google"}
        """)]
    public void A_lead_is_found_in_every_usual_form(string body)
    {
        var (lead, missing) = LeadFields.Read(JsonNode.Parse(body)!.AsObject(), Form());

        Assert.Null(missing);
        Assert.Equal(("Asha Rao", "9876543210", "Pune", "Landing page"), (lead!.FullName, lead.PhoneNumber, lead.City, lead.FormName));
        Assert.Equal("google", JsonNode.Parse(lead.Attribution)!["utm_source"]!.GetValue<string>());
        Assert.DoesNotContain("hush", lead.Extra + lead.Attribution, StringComparison.Ordinal);
    }

    [Fact]
    public void The_forms_own_map_comes_first_and_what_is_left_is_kept()
    {
        var form = Form();
        form.FieldMap = """{"full_name": "your-name", "phone_number": "field_7", "budget": "price"}""";
        var body = JsonNode.Parse("""{"your-name": "Asha", "field_7": "9876543210", "phone": "nobody's", "price": "80 lakh", "wish": "two rooms", "website": ""}""")!.AsObject();

        var (lead, _) = LeadFields.Read(body, form);

        Assert.Equal(("Asha", "9876543210", "80 lakh"), (lead!.FullName, lead.PhoneNumber, lead.Budget));
        Assert.Equal("two rooms", JsonNode.Parse(lead.Extra)!["wish"]!.GetValue<string>());
        Assert.False(LeadFields.IsSpam(body, form));
    }

    [Fact]
    public void Without_a_phone_there_is_no_lead_and_the_field_is_named() =>
        Assert.Equal((null, "phone_number"), LeadFields.Read(JsonNode.Parse("""{"name": "Asha"}""")!.AsObject(), Form()));

    [Fact]
    public void Who_fills_the_hidden_field_is_no_person() =>
        Assert.True(LeadFields.IsSpam(JsonNode.Parse("""{"phone": "9876543210", "Website": "http://spam"}""")!.AsObject(), Form()));

    [Fact]
    public void A_template_is_filled_with_what_the_lead_told()
    {
        var lead = new Lead { FullName = "Asha Rao", PhoneNumber = "+919876543210", City = "Pune" };

        Assert.Equal("Hi Asha, Gaur in Pune. ACME", MessageText.Fill("Hi {{first_name}}, {{ project }} in {{city}}{{budget}}. {{organization}}", lead, "Gaur", "ACME"));
        Assert.Equal(["surname"], MessageText.UnknownIn("Hi {{surname}} {{name}}"));
    }

    private static LeadForm Form() => new() { Token = "t", Name = "Landing page" };
}
