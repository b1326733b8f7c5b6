using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Contracts;

/// <summary>A customer's visit: <c>POST</c> and <c>PUT /api/v1/service-records</c>.</summary>
/// <param name="CustomerName">Who.</param>
/// <param name="CustomerPhone">As people write it; stored as E.164.</param>
/// <param name="VehicleInfo">Number plate or model.</param>
/// <param name="ServiceAdvisorId">The member of staff, if known here.</param>
/// <param name="ServiceAdvisorName">Who looked after the customer.</param>
/// <param name="ServiceType">What was done.</param>
/// <param name="AppointmentDate">When; the feedback call follows <c>call_delay_after_service_hours</c> later.</param>
/// <param name="ContactId">The contact, if it is one.</param>
/// <param name="CampaignId">A draft or running campaign that calls this customer; without one the record becomes a ready call by itself.</param>
public sealed record ServiceRecordRequest(
    [property: Required, StringLength(200, MinimumLength = 1)] string CustomerName,
    [property: Required, StringLength(40, MinimumLength = 3)] string CustomerPhone,
    [property: StringLength(200)] string? VehicleInfo = null,
    Guid? ServiceAdvisorId = null,
    [property: StringLength(200)] string? ServiceAdvisorName = null,
    [property: StringLength(100)] string? ServiceType = null,
    DateTimeOffset? AppointmentDate = null,
    Guid? ContactId = null,
    Guid? CampaignId = null);

public sealed record ServiceRecordResponse(
    Guid Id, string CustomerName, string CustomerPhone, string? VehicleInfo, Guid? ServiceAdvisorId, string? ServiceAdvisorName, string? ServiceType,
    string Status, DateTimeOffset? AppointmentDate, DateTimeOffset? CallDueAt, string? Feedback, int? Rating, IReadOnlyList<string> PositiveMentions,
    IReadOnlyList<string> AreasToImprove, string? OverallFeedback, Guid? ContactId, Guid? CampaignId, bool IsDemo, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>What an import did, or with <c>dry_run</c> would do.</summary>
/// <param name="DryRun">Nothing was stored.</param>
/// <param name="Total">Rows with data.</param>
/// <param name="Imported">New records.</param>
/// <param name="Duplicates">Rows whose phone, vehicle and appointment are there already, in the file or before it; the first 1,000 are named.</param>
/// <param name="DuplicateRows">Them.</param>
/// <param name="Failed">Rows with mistakes; the first 1,000 are named.</param>
/// <param name="Errors">Them, by line and field.</param>
/// <param name="Columns">Which header was taken for which field.</param>
/// <param name="UnusedHeaders">Headers that no field was found for; name them in <c>mapping</c>.</param>
public sealed record ServiceRecordImportResponse(
    bool DryRun, int Total, int Imported, int Duplicates, IReadOnlyList<DuplicateRow> DuplicateRows, int Failed, IReadOnlyList<RowError> Errors,
    IReadOnlyDictionary<string, string> Columns, IReadOnlyList<string> UnusedHeaders)
{
    /// <summary>By which it can be undone; null for a dry run.</summary>
    public Guid? ImportId { get; init; }
}

/// <summary>An import of visits: <c>GET /api/v1/service-records/imports</c>, the latest first.</summary>
/// <param name="Id">By which it is undone.</param>
/// <param name="CampaignId">The campaign it was for.</param>
/// <param name="Imported">Records it brought.</param>
/// <param name="CreatedBy">Who imported.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="UndoneAt">When it was taken back.</param>
/// <param name="Removed">Records that the undo took out; the others had been called, and stay.</param>
public sealed record RecordImportResponse(
    Guid Id, Guid? CampaignId, int Imported, string? CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? UndoneAt, int? Removed);

/// <param name="Line">In the file, from 1, the header included.</param>
/// <param name="Phone">E.164.</param>
/// <param name="VehicleInfo">As in the file.</param>
/// <param name="AppointmentDate">UTC.</param>
public sealed record DuplicateRow(int Line, string Phone, string? VehicleInfo, DateTimeOffset? AppointmentDate);
