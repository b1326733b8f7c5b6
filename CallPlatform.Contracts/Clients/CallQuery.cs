using System.Globalization;
using System.Text;

namespace CallPlatform.Contracts;

/// <summary>Which calls <c>GET /api/calls</c> lists. Days are those of the organisation's zone.</summary>
public sealed record CallQuery(
    int Page = 1, int Limit = 25, string? Status = null, string? Search = null, Guid? ContactId = null, DateOnly? From = null, DateOnly? To = null,
    string? Direction = null)
{
    internal string Address
    {
        get
        {
            var address = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"api/calls?page={Page}&limit={Limit}"));
            Add("status", Status);
            Add("search", Search);
            Add("direction", Direction);
            Add("contact_id", ContactId?.ToString());
            Add("date_from", From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Add("date_to", To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            return address.ToString();

            void Add(string name, string? value)
            {
                if (!string.IsNullOrWhiteSpace(value))
                {
                    address.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
                }
            }
        }
    }
}

public sealed partial class ApiClient
{
    /// <summary>A page of the calls that match, newest first.</summary>
    public Task<CallPage> ListCallsAsync(CallQuery query, CancellationToken ct = default) =>
        GetAsync(query.Address, Json.CallPage, ct);
}
