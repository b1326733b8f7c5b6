using System.Text;
using System.Text.Json;
using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace CallPlatform.Web.Components.Pages.ServiceRecords;

/// <summary>A file of visits: given, checked by the Api without storing anything, mended by mapping, then imported.</summary>
public sealed partial class ImportPage : IAsyncDisposable
{
    private const long MostBytes = 50L << 20;
    private const int MostShown = 20;
    private const string Remembered = "callplatform.import.service-records";

    private readonly Loaded<ListingData<CampaignResponse>> campaigns = new();
    private readonly CancellationTokenSource leaving = new();
    private JsModule module = null!;
    private UploadedFile? file;
    private IReadOnlyList<string> headers = [];
    private IReadOnlyList<CsvRow> preview = [];
    private Dictionary<string, string> mapping = [];
    private ServiceRecordImportResponse? checkedFile;
    private ServiceRecordImportResponse? done;
    private Failure? failure;
    private string? dateFormat;
    private string phase = "ImportUploading";
    private double percent;
    private bool changed;
    private bool busy;

    [Inject] private ApiClient Api { get; set; } = null!;

    [Inject] private CurrentUser User { get; set; } = null!;

    [Inject] private IJSRuntime Js { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "campaign")] private Guid? CampaignId { get; set; }

    private string? MappingJson => mapping.Count == 0 ? null : JsonSerializer.Serialize(mapping);

    protected override Task OnInitializedAsync()
    {
        module = new(Js, "./js/import.js");
        return campaigns.LoadAsync(ct => Api.ListCampaignsAsync(limit: 200, ct: ct));
    }

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        leaving.Dispose();
        campaigns.Dispose();
        file?.Dispose();
        await module.DisposeAsync();
    }

    private Task TakeAsync(IBrowserFile given) => DoAsync("ImportUploading", async () =>
    {
        file?.Dispose();
        file = await UploadedFile.TakeAsync(given, MostBytes, Show, leaving.Token);
        headers = file.Rows().FirstOrDefault()?.Fields.Select(f => f.Trim()).ToArray() ?? [];
        await RecallAsync();
        await RunCheckAsync();
        // What the Api found by itself is shown as chosen, so that it can be changed.
        mapping = headers.Distinct().ToDictionary(h => h, h => checkedFile!.Columns.GetValueOrDefault(h, ""));
    });

    // Columns may be chosen faster than a file is checked: one check at a time, and the last choice is what was checked.
    private Task RecheckAsync()
    {
        changed = true;
        return busy ? Task.CompletedTask : DoAsync("ImportChecking", async () =>
        {
            while (changed)
            {
                changed = false;
                await module.CallAsync("remember", Remembered, MappingJson);
                await RunCheckAsync();
            }
        });
    }

    private Task ImportAsync() => DoAsync("ImportImporting", async () =>
    {
        await using var csv = file!.Open(Show);
        done = await Api.ImportServiceRecordsAsync(csv, dryRun: false, CampaignId, MappingJson, dateFormat, leaving.Token);
    });

    private async Task RunCheckAsync()
    {
        phase = "ImportChecking";
        await using var csv = file!.Open(Show);
        checkedFile = await Api.ImportServiceRecordsAsync(csv, dryRun: true, CampaignId, MappingJson, dateFormat, leaving.Token);
        var bad = checkedFile.Errors.Select(e => e.Line).ToHashSet();
        var rows = new List<CsvRow>();
        foreach (var row in file.Rows().Skip(1))
        {
            if (rows.Count < MostShown / 4 || IsBad(row, bad))
            {
                rows.Add(row);
            }

            if (rows.Count >= MostShown || (bad.Count == 0 && rows.Count >= MostShown / 4))
            {
                break;
            }
        }

        preview = rows;
    }

    // Only for the very same headers: another file's columns are another matter.
    private async Task RecallAsync()
    {
        mapping = [];
        if (await module.CallAsync<string>("recall", Remembered) is { } json)
        {
            try
            {
                var known = JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];
                mapping = known.Keys.ToHashSet().SetEquals(headers) ? known : [];
            }
            catch (JsonException)
            {
                // Not what this page wrote: the Api's own guess stands.
            }
        }
    }

    private async Task SaveRejectedAsync()
    {
        var result = done ?? checkedFile!;
        var errors = result.Errors.Where(e => e.Line > 1).ToLookup(e => e.Line);
        var bad = errors.Select(e => e.Key).ToHashSet();
        var text = new StringBuilder(CsvText.Write([.. headers, "error"])).AppendLine();
        foreach (var row in file!.Rows().Skip(1).Where(r => IsBad(r, bad)))
        {
            var why = Enumerable.Range(row.FirstLine, row.LastLine - row.FirstLine + 1).SelectMany(line => errors[line]).Select(e => $"{e.Field}: {e.Message}");
            text.AppendLine(CsvText.Write([.. row.Fields, .. Enumerable.Repeat("", Math.Max(0, headers.Count - row.Fields.Count)), string.Join(' ', why)]));
        }

        using var stream = new DotNetStreamReference(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())));
        await module.CallAsync("save", $"{Path.GetFileNameWithoutExtension(file!.Name)}-rejected.csv", stream);
    }

    private static bool IsBad(CsvRow row, HashSet<int> bad) =>
        bad.Count > 0 && Enumerable.Range(row.FirstLine, row.LastLine - row.FirstLine + 1).Any(bad.Contains);

    private void StartOver()
    {
        file?.Dispose();
        (file, checkedFile, done, failure, mapping, preview) = (null, null, null, null, [], []);
    }

    private void Show(double share) => InvokeAsync(() =>
    {
        percent = share;
        StateHasChanged();
    });

    private async Task DoAsync(string name, Func<Task> work)
    {
        (busy, failure, phase, percent) = (true, null, name, 0);
        StateHasChanged();
        try
        {
            await work();
        }
        catch (Exception error) when (Failure.IsExpected(error) || error is JSException)
        {
            failure = Failure.Of(error);
        }

        busy = false;
    }
}
