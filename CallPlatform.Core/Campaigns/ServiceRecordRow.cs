using System.Globalization;
using CallPlatform.Core.Contacts;

namespace CallPlatform.Core.Campaigns;

/// <summary>Which column holds which field, by the headers' names or by what the importer said.</summary>
internal sealed class ServiceRecordColumns
{
    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["customer_name"] = ["customername", "name", "customer", "client", "fullname"],
        ["customer_phone"] = ["customerphone", "phone", "phonenumber", "mobile", "mobilenumber", "contactnumber", "number", "tel", "telephone"],
        ["vehicle_info"] = ["vehicleinfo", "vehicle", "vehiclenumber", "registration", "registrationnumber", "regno", "car", "model"],
        ["service_advisor_name"] = ["serviceadvisorname", "serviceadvisor", "advisor", "sa"],
        ["service_type"] = ["servicetype", "service", "type", "jobtype"],
        ["appointment_date"] = ["appointmentdate", "appointment", "date", "servicedate", "visitdate", "deliverydate"],
    };

    private readonly Dictionary<string, int> index = [];

    public Dictionary<string, string> Taken { get; } = [];

    public List<string> Unused { get; } = [];

    public List<string> Missing => [.. ((string[])["customer_name", "customer_phone"]).Where(f => !index.ContainsKey(f))];

    public int IndexOf(string field) => index.GetValueOrDefault(field, -1);

    public static ServiceRecordColumns Of(string[] headers, IReadOnlyDictionary<string, string> mapping)
    {
        var columns = new ServiceRecordColumns();
        for (var i = 0; i < headers.Length; i++)
        {
            // What the importer said wins; then the exact name; then names that people use.
            var plain = string.Concat(headers[i].Where(char.IsLetterOrDigit)).ToLowerInvariant();
            var field = mapping.FirstOrDefault(m => m.Key.Equals(headers[i], StringComparison.OrdinalIgnoreCase)).Value
                ?? Known.FirstOrDefault(k => k.Value.Contains(plain) && !mapping.Values.Contains(k.Key)).Key;
            if (field is not null && Known.ContainsKey(field) && columns.index.TryAdd(field, i))
            {
                columns.Taken[headers[i]] = field;
            }
            else
            {
                columns.Unused.Add(headers[i]);
            }
        }

        return columns;
    }
}

/// <summary>Reads one row of a file.</summary>
internal sealed class ServiceRecordRow(ServiceRecordColumns columns, string? country, string timeZone, string? dateFormat)
{
    private static readonly string[] LocalFormats = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss"];

    private readonly TimeZoneInfo zone = TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var found) ? found : TimeZoneInfo.Utc;

    /// <summary>The record, or null after its mistakes were told.</summary>
    public ServiceRecord? Read(Func<int, string> cell, Action<string, string> mistake)
    {
        var mistakes = 0;
        void Wrong(string field, string text)
        {
            mistakes++;
            mistake(field, text);
        }

        string? Text(string field, int most)
        {
            var column = columns.IndexOf(field);
            var text = column < 0 ? "" : cell(column).Trim();
            if (text.Length > most)
            {
                Wrong(field, $"It is longer than {most} characters.");
            }

            return text.Length == 0 ? null : text.Contains('\0', StringComparison.Ordinal) ? text.Replace("\0", "", StringComparison.Ordinal) : text;
        }

        var name = Text("customer_name", 200);
        if (name is null)
        {
            Wrong("customer_name", "The name is missing.");
        }

        var phone = PhoneNumberReader.Normalize(Text("customer_phone", 40), country);
        if (phone is null)
        {
            Wrong("customer_phone", "This is no phone number that can be dialled.");
        }

        var when = Text("appointment_date", 40);
        var at = when is null ? null : Time(when);
        if (when is not null && at is null)
        {
            Wrong("appointment_date", "This is no date; write it as in 2027-01-31 or 2027-01-31 14:30.");
        }

        var record = new ServiceRecord
        {
            CustomerName = name ?? "", CustomerPhone = phone ?? "", VehicleInfo = Text("vehicle_info", 200),
            ServiceAdvisorName = Text("service_advisor_name", 200), ServiceType = Text("service_type", 100), AppointmentDate = at,
        };
        return mistakes == 0 ? record : null;
    }

    // A time without an offset is the organisation's; one that its clock skips or repeats is read with the earlier offset.
    private DateTimeOffset? Time(string text)
    {
        if (DateTime.TryParseExact(text, dateFormat is null ? LocalFormats : [dateFormat], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return local.Year is < 1900 or > 9000 ? null : new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
        }

        return dateFormat is null && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var exact) && text.Contains('T', StringComparison.Ordinal)
            && exact.Year is >= 1900 and <= 9000
            ? exact.ToUniversalTime()
            : null;
    }
}
