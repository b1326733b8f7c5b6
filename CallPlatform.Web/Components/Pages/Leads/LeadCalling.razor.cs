using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Leads;

public sealed partial class LeadCalling
{
    private Mend mending;
    private Guid project;
    private string? phone;
    private Failure? failure;
    private Failure? mendFailure;
    private bool busy;

    private enum Mend
    {
        None, Map, Project, Phone,
    }

    [Parameter, EditorRequired] public LeadResponse Lead { get; set; } = null!;

    /// <summary>The call, or the turn that was none.</summary>
    [Parameter, EditorRequired] public AiCallLogResponse? Log { get; set; }

    [Parameter, EditorRequired] public IReadOnlyList<ProjectResponse>? Projects { get; set; }

    [Parameter, EditorRequired] public EventCallback OnDone { get; set; }

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    protected override void OnParametersSet()
    {
        if (project == Guid.Empty && Projects is [var first, ..])
        {
            project = Lead.ProjectId ?? first.Id;
        }
    }

    private async Task TriggerAsync()
    {
        (busy, failure) = (true, null);
        try
        {
            await Api.TriggerLeadCallAsync(Lead.Id);
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            failure = Failure.Of(error);
        }

        // A refusal is written down too: the reason shown is the newest one.
        await OnDone.InvokeAsync();
        busy = false;
    }

    private async Task MendAsync()
    {
        (busy, mendFailure) = (true, null);
        try
        {
            _ = mending switch
            {
                Mend.Map => (object)await Api.CreateFormMappingAsync(new(Lead.FormName!, project)),
                Mend.Project => await Api.ChangeLeadAsync(Lead.Id, new(ProjectId: new(project))),
                _ => await Api.ChangeLeadAsync(Lead.Id, new(PhoneNumber: new(phone?.Trim()))),
            };
            mending = Mend.None;
            await TriggerAsync();
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            mendFailure = Failure.Of(error);
        }

        busy = false;
    }
}
