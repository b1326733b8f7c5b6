using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Contracts;

/// <summary>Whom it is about: <c>POST /api/v1/privacy/export</c> and <c>…/erase</c>. In the body, since addresses are logged.</summary>
public sealed record PersonRequest([property: Required, StringLength(40, MinimumLength = 3)] string PhoneNumber);

/// <summary>What was found of the person and is gone.</summary>
/// <param name="Contacts">Contact cards.</param>
/// <param name="Leads">Enquiries; their rows still count in figures, without the person.</param>
/// <param name="Calls">Calls, likewise.</param>
/// <param name="Visits">Recorded visits.</param>
/// <param name="ProviderCalls"><c>provider:id</c> of each call at its provider, who keeps a copy of their own: erase those there.</param>
public sealed record ErasureResponse(int Contacts, int Leads, int Calls, int Visits, IReadOnlyList<string> ProviderCalls);

/// <summary>How long things are kept: <c>GET/PUT /api/v1/privacy/retention</c>. Null: for as long as they are wanted.</summary>
/// <param name="RecordingDays">Recordings of calls and visits.</param>
/// <param name="TranscriptDays">What was said, word for word. Summaries and figures stay.</param>
/// <param name="WebhookDays">Providers' deliveries as they came; never longer than the other two.</param>
public sealed record RetentionSettings(
    [property: Range(1, 36_500)] int? RecordingDays = null,
    [property: Range(1, 36_500)] int? TranscriptDays = null,
    [property: Range(1, 3650)] int WebhookDays = 90);
