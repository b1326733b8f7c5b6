using CallPlatform.Contracts;
using CallPlatform.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.AiAgents;

/// <summary>Which form belongs to which project, with a box that asks the rule itself.</summary>
public sealed partial class MappingsTab : IDisposable
{
    private readonly Loaded<IReadOnlyList<FormMappingResponse>> mappings = new();
    private readonly Loaded<IReadOnlyList<ProjectResponse>> projects = new();
    private TestMappingResponse? answer;
    private FormMappingResponse? removed;
    private Failure? failure;
    private Failure? testFailure;
    private string form = "";
    private string? tested;
    private Guid project;
    private bool busy;

    /// <summary>A form that waits for its project, from a link.</summary>
    [Parameter] public string? Form { get; set; }

    [Inject] private ApiClient Api { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        form = Form ?? "";
        await Task.WhenAll(LoadAsync(), projects.LoadAsync(Api.ListProjectsAsync));
        project = projects.Value is [var first, ..] ? first.Id : Guid.Empty;
    }

    public void Dispose()
    {
        mappings.Dispose();
        projects.Dispose();
    }

    private Task LoadAsync() => mappings.LoadAsync(Api.ListFormMappingsAsync);

    private async Task MapAsync()
    {
        (busy, failure, removed) = (true, null, null);
        try
        {
            await Api.CreateFormMappingAsync(new(form.Trim(), project));
            form = "";
            await LoadAsync();
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            failure = Failure.Of(error);
        }

        busy = false;
    }

    private async Task TestAsync()
    {
        (testFailure, answer) = (null, null);
        try
        {
            answer = await Api.TestMappingAsync(tested!.Trim());
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            testFailure = Failure.Of(error);
        }
    }

    private async Task DeleteAsync(FormMappingResponse mapping)
    {
        (busy, failure) = (true, null);
        try
        {
            await Api.DeleteFormMappingAsync(mapping.Id);
            removed = mapping;
            await LoadAsync();
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            failure = Failure.Of(error);
        }

        busy = false;
    }

    private async Task RestoreAsync(FormMappingResponse mapping)
    {
        (form, project) = (mapping.FormName, mapping.ProjectId);
        await MapAsync();
    }
}
