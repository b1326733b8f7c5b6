using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace CallPlatform.Web.Components.Pages.Visits;

public sealed partial class VisitCard
{
    private const long LargestAudio = 500L << 20;

    private Failure? failure;
    private int? sent;
    private bool busy;

    [Parameter, EditorRequired] public AppointmentResponse Appointment { get; set; } = null!;

    [Parameter, EditorRequired] public SessionResponse? Session { get; set; }

    [Parameter] public string? RepName { get; set; }

    /// <summary>Another visit of this rep runs: it has to be stopped first.</summary>
    [Parameter] public bool Blocked { get; set; }

    [Parameter, EditorRequired] public EventCallback OnChanged { get; set; }

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [Inject] private OrganizationClock Clock { get; set; } = null!;

    private bool IsMine => Session is null || Session.RepId == User.Id || User.MayManage;

    private string StateWords => Session is { } session ? T["Visit_" + session.Status]
        : Appointment.Status == "completed" ? T["Appointment_completed"] : T["Visit_none"];

    private string Tone => Session?.Status switch
    {
        "recording" => "live",
        "completed" => "warn",
        "analysed" => "good",
        "failed" => "bad",
        _ => "quiet",
    };

    private async Task DoAsync(Func<Task> change)
    {
        (busy, failure) = (true, null);
        try
        {
            await change();
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            failure = Failure.Of(error);
        }

        busy = false;
        if (failure is null)
        {
            await OnChanged.InvokeAsync();
        }
    }

    private async Task UploadAsync(IBrowserFile file)
    {
        sent = 0;
        await DoAsync(async () =>
        {
            await using var audio = new CountedStream(file.OpenReadStream(LargestAudio), read => Show((int)(100 * read / file.Size)));
            await Api.UploadVisitAudioAsync(Session!.Id, audio);
        });
        sent = null;
    }

    private void Show(int share)
    {
        if (share != sent)
        {
            sent = share;
            InvokeAsync(StateHasChanged);
        }
    }
}
