using CallPlatform.Contracts;
using CallPlatform.Web.Components.Shared.Schedule;

namespace CallPlatform.Web.Components.Pages.Campaigns;

/// <summary>A campaign while it is put together, step by step.</summary>
public sealed class CampaignDraft
{
    /// <summary><c>type</c>, <c>records</c>, <c>contacts</c>, <c>all</c>, or <c>kept</c>: those who are in it.</summary>
    public string Who { get; set; } = "type";
    public string ServiceType { get; set; } = "";
    public HashSet<Guid> ContactIds { get; } = [];
    public Guid[] RecordIds { get; set; } = [];
    public string Name { get; set; } = "";
    public string? Description { get; set; }
    public Guid? ScriptId { get; set; }
    public string? AssistantId { get; set; }
    public string? PhoneNumberId { get; set; }

    /// <summary>Hours of its own; null: the organisation's.</summary>
    public ScheduleDraft? Schedule { get; set; }
    public int Priority { get; set; }
    public int WindowMinutes { get; set; } = 60;
    public int MinCalls { get; set; } = 20;

    /// <summary>Per cent, as the three below; null is not watched.</summary>
    public double? MaxFailures { get; set; } = 50;
    public double? MaxOptOuts { get; set; } = 10;
    public double? MaxSilent { get; set; } = 20;
    public decimal? MaxCost { get; set; }

    /// <summary>A stored draft, with its own calling rules when it has any, and those who are in it.</summary>
    public static CampaignDraft Of(CampaignResponse stored, ScheduleConfig? schedule, long people)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return new()
        {
            Who = people > 0 ? "kept" : "type", People = people, Name = stored.Name, Description = stored.Description, ScriptId = stored.ScriptId,
            AssistantId = stored.AssistantId, PhoneNumberId = stored.PhoneNumberId, Priority = stored.Priority,
            WindowMinutes = stored.Breakers.WindowMinutes, MinCalls = stored.Breakers.MinCalls, MaxCost = stored.Breakers.MaxCostPerAnswered,
            MaxFailures = stored.Breakers.MaxFailureRate * 100, MaxOptOuts = stored.Breakers.MaxOptOutRate * 100, MaxSilent = stored.Breakers.MaxSilentRate * 100,
            Schedule = schedule is null ? null : ScheduleDraft.Of(schedule),
        };
    }

    /// <summary>How many are in it already.</summary>
    public long People { get; init; }

    /// <summary>Which people are meant: when this changes, a draft that was stored calls others than wanted.</summary>
    public string Audience => Who switch
    {
        "type" => "type:" + ServiceType.Trim(),
        "contacts" => "contacts:" + string.Join(',', ContactIds.Order()),
        "records" => "records:" + string.Join(',', RecordIds.Order()),
        _ => Who,
    };

    /// <summary>The key of what is missing in a step, or null.</summary>
    public string? ProblemOf(string step) => step switch
    {
        "who" when Who == "type" && string.IsNullOrWhiteSpace(ServiceType) => "EnterServiceType",
        "who" when Who == "contacts" && ContactIds.Count == 0 => "ChooseContacts",
        "who" when Who == "records" && RecordIds.Length == 0 => "ChooseRecords",
        "what" when string.IsNullOrWhiteSpace(Name) => "EnterName",
        "when" when Schedule is { Problems.Count: > 0 } => "ScheduleNotSaved",
        _ => null,
    };

    public CampaignRequest ToRequest() => new(
        Name.Trim(), Text(Description), Text(AssistantId), Text(PhoneNumberId), ScriptId, Priority: Priority,
        Breakers: new()
        {
            WindowMinutes = WindowMinutes, MinCalls = MinCalls, MaxFailureRate = MaxFailures / 100, MaxOptOutRate = MaxOptOuts / 100, MaxSilentRate = MaxSilent / 100,
            MaxCostPerAnswered = MaxCost,
        },
        Schedule: Schedule?.ToConfig(),
        People: Who switch
        {
            "kept" => null,
            "all" => new(AllContacts: true),
            "contacts" => new(ContactIds: [.. ContactIds]),
            "records" => new(ServiceRecordIds: RecordIds),
            _ => new(ServiceType: ServiceType.Trim()),
        });

    private static string? Text(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
