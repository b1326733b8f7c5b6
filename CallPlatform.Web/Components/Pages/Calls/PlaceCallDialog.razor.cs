using System.Text.Json;
using CallPlatform.Contracts;
using CallPlatform.Web.Components.Layout;
using CallPlatform.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Calls;

public sealed partial class PlaceCallDialog : IDisposable
{
    private readonly Loaded<IReadOnlyList<ContactResponse>> contacts = new();
    private readonly Loaded<IReadOnlyList<ScriptResponse>> scripts = new();
    private Order input = new();
    private Failure? failure;
    private bool open;
    private bool busy;
    private bool tried;

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private Shell Shell { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private ScriptResponse? Chosen => scripts.Value?.FirstOrDefault(s => s.Id == input.ScriptId);

    protected override void OnInitialized() => Shell.CallOrdered += ShowAsync;

    public void Dispose()
    {
        Shell.CallOrdered -= ShowAsync;
        contacts.Dispose();
        scripts.Dispose();
    }

    private string? Missing(bool missing, string key) => tried && missing ? T[key].Value : null;

    private Task ShowAsync(PlaceCallOrder order) => InvokeAsync(async () =>
    {
        // The ids of the last call stay: most people call from one number with one assistant.
        input = new() { AssistantId = input.AssistantId, PhoneNumberId = input.PhoneNumberId, ContactId = order.ContactId, ScriptId = order.ScriptId };
        (failure, busy, tried, open) = (null, false, false, true);
        StateHasChanged();

        await Task.WhenAll(contacts.LoadAsync(Api.ListContactsAsync), scripts.LoadAsync(Api.ListScriptsAsync), FillAsync(order.LikeCallId));
        failure = contacts.Failure;
        StateHasChanged();
    });

    private async Task FillAsync(Guid? likeCallId)
    {
        try
        {
            var id = likeCallId;
            if (id is null && input.AssistantId is null)
            {
                id = (await Api.ListCallsAsync(page: 1, limit: 1)).Data is [var last, ..] ? last.Id : null;
            }

            if (id is { } known)
            {
                input.TakeFrom(await Api.GetCallAsync(known), again: likeCallId is not null);
            }
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            // Only a convenience: the fields stay empty.
        }
    }

    private void Close() => open = false;

    private async Task PlaceAsync()
    {
        (tried, failure) = (true, null);
        if (busy || !input.IsComplete)
        {
            return;
        }

        busy = true;
        StateHasChanged();
        try
        {
            var call = await Api.PlaceCallAsync(input.ToRequest());
            open = false;
            Navigation.NavigateTo($"/calls?call={call.Id}");
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            failure = Failure.Of(error);
        }
        finally
        {
            busy = false;
        }
    }

    private sealed class Order
    {
        public Guid? ContactId { get; set; }
        public Guid? ScriptId { get; set; }
        public string? AssistantId { get; set; }
        public string? PhoneNumberId { get; set; }
        public string? FirstMessage { get; set; }
        public string? CustomPrompt { get; set; }
        public string? Goals { get; set; }

        public bool IsComplete => ContactId is not null && !string.IsNullOrWhiteSpace(AssistantId) && !string.IsNullOrWhiteSpace(PhoneNumberId);

        public bool HasOwnWords => FirstMessage is not null || CustomPrompt is not null || Goals is not null;

        public void TakeFrom(CallDetail call, bool again)
        {
            (AssistantId, PhoneNumberId) = (call.AssistantId, call.PhoneNumberId);
            if (again)
            {
                (ContactId, ScriptId) = (call.ContactId, call.Script?.Id);
                // Its own words only where it had some: a script edited since then should speak in its new words.
                FirstMessage = call.Script is null ? call.FirstMessage : null;
                CustomPrompt = call.Script is null ? call.CustomPrompt : null;
            }
        }

        public PlaceCallRequest ToRequest() => new(
            ContactId, AssistantId!.Trim(), PhoneNumberId!.Trim(), ScriptId, Text(CustomPrompt), Text(FirstMessage),
            GoalLines.Parse(Goals) is { Length: > 0 } goals ? goals : null);

        private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }
}

/// <summary>Goals as people write them, one a line: "Name" or "Name: how it is reached".</summary>
internal static class GoalLines
{
    public static JsonElement[] Parse(string? text) =>
    [
        .. (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line =>
            line.Split(": ", 2) is [var name, var description]
                ? JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["name"] = name, ["description"] = description })
                : JsonSerializer.SerializeToElement(line)),
    ];

    public static string Write(IEnumerable<JsonElement> goals) => string.Join('\n', goals.Select(goal =>
        CallDocuments.Text(goal, "name") is { } name
            ? CallDocuments.Text(goal, "description") is { } description ? $"{name}: {description}" : name
            : CallDocuments.Plain(goal)));
}
