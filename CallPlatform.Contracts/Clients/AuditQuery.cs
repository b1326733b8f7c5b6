using System.Globalization;

namespace CallPlatform.Contracts;

/// <summary>What narrows the audit log. Days are the organisation's; <c>Limit</c> is 1 to 200.</summary>
public sealed record AuditQuery(
    string? Action = null, Guid? UserId = null, Guid? SubjectId = null, DateOnly? DateFrom = null, DateOnly? DateTo = null, int Limit = 50, string? Cursor = null)
{
    internal string Text => QueryText.Of(
        ("action", Action), ("user_id", UserId?.ToString()), ("subject_id", SubjectId?.ToString()),
        ("date_from", DateFrom?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("date_to", DateTo?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ("limit", Limit.ToString(CultureInfo.InvariantCulture)), ("cursor", Cursor));
}
