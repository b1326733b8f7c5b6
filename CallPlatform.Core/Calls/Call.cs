using CallPlatform.Core.Data;

namespace CallPlatform.Core.Calls;

/// <summary>One conversation with one person that is wanted, running or over: what was asked for, when it may go, how it stands.</summary>
public sealed class Call : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid? ContactId { get; set; }
    public Contacts.Contact? Contact { get; set; }
    public Guid? ScriptId { get; set; }
    public Scripts.Script? Script { get; set; }
    public Guid? CreatedBy { get; set; }
    public Guid? CampaignId { get; set; }

    /// <summary>The project of a lead\'s call: its schedule holds.</summary>
    public Guid? ProjectId { get; set; }
    public Guid? ServiceRecordId { get; set; }

    /// <summary>The member of staff whose inbound call it is.</summary>
    public Guid? HandledBy { get; set; }

    /// <summary>The enquiry it belongs to.</summary>
    public Guid? LeadId { get; set; }

    /// <summary><c>outbound</c> or <c>inbound</c>.</summary>
    public string Direction { get; set; } = "outbound";

    /// <summary>One of <see cref="CallTypes"/>.</summary>
    public required string CallType { get; set; }

    /// <summary>Demo calls enter no list, count or metric unless asked for.</summary>
    public bool IsDemo { get; set; }

    /// <summary>Which provider dials: text, so that a new one needs no migration.</summary>
    public required string Provider { get; set; }

    /// <summary>The provider's name for who talks (Vapi: assistant id; CallKaro: agent id).</summary>
    public string? AgentRef { get; set; }

    /// <summary>The provider's name for the number it calls from (Vapi: phone number id).</summary>
    public string? FromRef { get; set; }

    /// <summary>The person's number, E.164.</summary>
    public required string ToNumber { get; set; }
    public string? FromNumber { get; set; }

    /// <summary>Who is called, where the person is no contact.</summary>
    public string? CustomerName { get; set; }

    /// <summary>Our name for the call at the provider, at most 40 characters.</summary>
    public string? Name { get; set; }
    public string? CustomPrompt { get; set; }
    public string? FirstMessage { get; set; }
    public string CallGoals { get; set; } = "[]";

    /// <summary>A JSON object of further variables for the assistant's texts.</summary>
    public string Variables { get; set; } = "{}";

    /// <summary>A JSON object of the caller's own, handed back as it came.</summary>
    public string Metadata { get; set; } = "{}";

    /// <summary>The earliest time of the next try; null when none is wanted.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Higher goes first; a person's "call now" is <see cref="CallPriority.Person"/>.</summary>
    public int Priority { get; set; }

    /// <summary>Tries that may have rung the phone. <see cref="CallState.Attempt"/> counts every try.</summary>
    public int Attempts { get; set; }
    public int MaxAttempts { get; set; } = 1;

    /// <summary>Why it waits; one of <see cref="Dialing.DialReason"/>'s names.</summary>
    public string? WaitReason { get; set; }
    public DateTimeOffset? WaitUntil { get; set; }

    /// <summary>Our own end of the provider's silence.</summary>
    public DateTimeOffset? DeadlineAt { get; set; }
    public DateTimeOffset? HeardAt { get; set; }
    public DateTimeOffset? AskedAt { get; set; }
    public DateTimeOffset? NextPollAt { get; set; }
    public DateTimeOffset? CancelRequestedAt { get; set; }

    /// <summary>What the rule last said about it, as <c>verdict:reason</c>: a change is a row of the ledger.</summary>
    public string? LastAnswer { get; set; }

    /// <summary>How the last try was missed, also while the next one waits.</summary>
    public string? MissedReason { get; set; }

    /// <summary>Left on a machine that answers; null: nothing is said.</summary>
    public string? VoicemailMessage { get; set; }
    public string? CallReason { get; set; }
    public string? Notes { get; set; }

    /// <summary>0 to 10: would they recommend the business?</summary>
    public short? NpsScore { get; set; }

    /// <summary>1 to 5.</summary>
    public short? Rating { get; set; }
    public string[] Tags { get; set; } = [];
    public string[] PositiveMentions { get; set; } = [];
    public string[] AreasToImprove { get; set; } = [];
    public string? OverallFeedback { get; set; }
    public string? FeedbackSummary { get; set; }

    /// <summary>Fields that a person wrote; no report overwrites them.</summary>
    public string[] EditedFields { get; set; } = [];

    /// <summary>How it stands, as providers told it. Replaced by what <see cref="CallLifecycle.Apply"/> answers, never edited.</summary>
    public CallState State { get; set; } = new();

    /// <summary>The organisation's day on which roll-ups count it.</summary>
    public DateOnly CountedOn { get; set; }
    public string? TraceParent { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>A person deleted it: no list shows it and no signal changes it; the audit log keeps it.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>The person asked to be forgotten: it counts, but no signal changes it.</summary>
    public DateTimeOffset? ErasedAt { get; set; }

    public bool IsOpen => !State.Status.IsTerminal();

    /// <summary>The row alone, for another unit of work.</summary>
    internal Call Copy()
    {
        var copy = (Call)MemberwiseClone();
        (copy.Contact, copy.Script) = (null, null);
        return copy;
    }
}

/// <summary>What a call is for; it decides which routes show it.</summary>
public static class CallTypes
{
    /// <summary>Placed by a person through BoostedCalls' routes.</summary>
    public const string Direct = "direct";
    public const string Feedback = "feedback";
    public const string Demo = "demo";
    public const string Lead = "lead";
    public const string Inbound = "inbound";
    public const string CallBack = "callback";
}

/// <summary>Who goes first when lines are short.</summary>
public static class CallPriority
{
    public const int Campaign = 0;
    public const int Lead = 50;
    public const int Person = 100;
}
