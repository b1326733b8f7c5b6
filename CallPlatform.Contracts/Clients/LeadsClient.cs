namespace CallPlatform.Contracts;

/// <summary>Which leads <c>GET /api/v1/leads</c> lists, newest first. <c>Limit</c> is 1 to 200.</summary>
/// <param name="Status">One or more, by comma.</param>
/// <param name="Search">Part of the name, number or e-mail address.</param>
/// <param name="ProjectId">Those of a project.</param>
/// <param name="AssignedTo">Those of a member of staff.</param>
/// <param name="NotCalled">Only those whose automatic call was skipped.</param>
/// <param name="Limit">How many.</param>
/// <param name="Cursor">Where the last page ended.</param>
public sealed record LeadQuery(
    string? Status = null, string? Search = null, Guid? ProjectId = null, Guid? AssignedTo = null, bool NotCalled = false, int Limit = 50, string? Cursor = null)
{
    internal string Text => QueryText.Of(
        ("status", Status), ("search", Search), ("project_id", ProjectId?.ToString()), ("assigned_to", AssignedTo?.ToString()),
        ("not_called", NotCalled ? "true" : null), ("limit", $"{Limit}"), ("cursor", Cursor));
}

public sealed partial class ApiClient
{
    public async Task<ListingData<LeadResponse>> ListLeadsAsync(LeadQuery query, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return (await GetAsync("api/v1/leads" + query.Text, Json.ListingLeadResponse, ct)).Data;
    }

    public async Task<LeadDetail> GetLeadAsync(Guid id, CancellationToken ct = default) =>
        (await GetAsync($"api/v1/leads/{id}", Json.EnvelopeLeadDetail, ct)).Data;

    /// <summary>The lead goes the automatic way: it is called when a project and an agent are found for it.</summary>
    public async Task<LeadAccepted> CreateLeadAsync(NewLeadRequest request, CancellationToken ct = default) =>
        (await SendAsync(HttpMethod.Post, "api/v1/leads", request, Json.NewLeadRequest, Json.EnvelopeLeadAccepted, ct)).Data;

    public async Task<LeadDetail> ChangeLeadAsync(Guid id, LeadPatch patch, CancellationToken ct = default) =>
        (await SendAsync(HttpMethod.Patch, $"api/v1/leads/{id}", patch, Json.LeadPatch, Json.EnvelopeLeadDetail, ct)).Data;

    /// <summary>Leads from a CSV; the stream is read as it is sent.</summary>
    /// <param name="csv">The file, with a header line.</param>
    /// <param name="dryRun">Say what would happen, store nothing.</param>
    /// <param name="formName">The form of rows that name none.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<LeadImportResponse> ImportLeadsAsync(Stream csv, bool dryRun = false, string? formName = null, CancellationToken ct = default)
    {
        using var response = await PostCsvAsync("leads/import" + QueryText.Of(("dry_run", dryRun ? "true" : null), ("form_name", formName)), csv, ct);
        return await ReadAsync(response, Json.LeadImportResponse, ct);
    }

    /// <summary>Calls a lead now; refused with <c>already_called</c> or with why it cannot be called.</summary>
    public Task<LeadTriggered> TriggerLeadCallAsync(Guid leadId, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"ai-call/trigger/{leadId}", Json.LeadTriggered, ct);

    /// <summary>Who works here.</summary>
    public async Task<IReadOnlyList<StaffMember>> ListStaffAsync(CancellationToken ct = default) =>
        (await GetAsync("api/v1/staff", Json.ListingStaffMember, ct)).Data.Items;
}
