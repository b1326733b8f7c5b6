using CallPlatform.Contracts;
using CallPlatform.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.AiAgents;

public sealed partial class ProjectDialog : IDisposable
{
    private readonly Loaded<IReadOnlyList<ScriptResponse>> scripts = new();
    private string? shown;
    private string name = "";
    private string? keywords;
    private Guid? script;
    private int delay;
    private string? first;
    private string? prompt;
    private string? channel;
    private string? template;
    private bool second = true;
    private bool active = true;
    private Failure? failure;
    private bool busy;

    /// <summary>"new", the id of a project, or null: closed.</summary>
    [Parameter, EditorRequired] public string? Edit { get; set; }

    [Parameter, EditorRequired] public IReadOnlyList<ProjectResponse>? Known { get; set; }

    [Parameter, EditorRequired] public EventCallback OnClose { get; set; }

    [Parameter, EditorRequired] public EventCallback OnSaved { get; set; }

    [Inject] private ApiClient Api { get; set; } = null!;

    private Guid? Id => Guid.TryParse(Edit, out var id) ? id : null;

    protected override async Task OnParametersSetAsync()
    {
        var it = Known?.FirstOrDefault(p => p.Id == Id);
        if (Edit == shown || (Id is not null && it is null))
        {
            return;
        }

        (shown, failure) = (Edit, null);
        (name, keywords, script, delay) = (it?.Name ?? "", string.Join(", ", it?.FormKeywords ?? []), it?.ScriptId, it?.CallDelayMinutes ?? 0);
        (first, prompt, channel, template) = (it?.FirstMessage, it?.CustomPrompt, it?.MessageChannel, it?.MessageTemplate);
        (second, active) = (it?.AllowSecondAgent ?? true, it?.IsActive ?? true);
        if (Edit is not null && scripts.Value is null)
        {
            await scripts.LoadAsync(Api.ListScriptsAsync);
        }
    }

    public void Dispose() => scripts.Dispose();

    private async Task SaveAsync()
    {
        (busy, failure) = (true, null);
        try
        {
            var request = new ProjectRequest(
                name.Trim(), (keywords ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), script, Text(first), Text(prompt),
                delay, second, Text(channel), Text(channel) is null ? null : Text(template), active);
            _ = Id is { } id ? await Api.ReplaceProjectAsync(id, request) : await Api.CreateProjectAsync(request);
            await OnSaved.InvokeAsync();
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            failure = Failure.Of(error);
        }

        busy = false;
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
