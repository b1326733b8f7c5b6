namespace CallPlatform.Web.Components.Pages.ServiceRecords;

/// <summary>What a column of an imported file can be, by the names the Api gives them.</summary>
internal static class RecordFields
{
    public static IReadOnlyList<string> All { get; } =
        ["customer_name", "customer_phone", "vehicle_info", "service_advisor_name", "service_type", "appointment_date"];
}
