using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Pages.Calls;
using CallPlatform.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Scripts;

public sealed partial class ScriptEditor : IDisposable
{
    private readonly Loaded<ScriptResponse> script = new();
    private Failure? failure;
    private string name = "";
    private string? description;
    private string? firstMessage;
    private string? prompt;
    private string? goals;
    private bool busy;
    private bool saved;
    private bool deleting;

    [Parameter] public Guid? Id { get; set; }

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private string Title => Id is null ? T["NewScript"] : script.Value?.Name ?? T["Script"];

    protected override Task OnInitializedAsync() => LoadAsync();

    public void Dispose() => script.Dispose();

    private async Task LoadAsync()
    {
        if (Id is not { } id)
        {
            script.Value = new(Guid.Empty, "", null, null, null, [], default, default);
            return;
        }

        await script.LoadAsync(ct => Api.GetScriptAsync(id, ct));
        if (script.Value is { } it)
        {
            Show(it);
        }
    }

    private void Show(ScriptResponse it) =>
        (name, description, firstMessage, prompt, goals) = (it.Name, it.Description, it.FirstMessage, it.CustomPrompt, GoalLines.Write(it.CallGoals));

    private async Task SaveAsync()
    {
        (busy, saved, failure) = (true, false, null);
        try
        {
            var request = new ScriptRequest(name.Trim(), Text(description), Text(prompt), Text(firstMessage), GoalLines.Parse(goals));
            if (Id is { } id)
            {
                script.Value = await Api.ReplaceScriptAsync(id, request);
                saved = true;
            }
            else
            {
                var made = await Api.CreateScriptAsync(request);
                Navigation.NavigateTo($"/scripts/{made.Id}", replace: true);
                (Id, script.Value, saved) = (made.Id, made, true);
            }
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            failure = Failure.Of(error);
        }

        busy = false;
    }

    private async Task DeleteAsync()
    {
        (busy, failure) = (true, null);
        try
        {
            await Api.DeleteScriptAsync(Id!.Value);
            Navigation.NavigateTo("/scripts");
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            failure = Failure.Of(error);
        }

        busy = false;
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
