using System.Diagnostics;
using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Shared;

namespace CallPlatform.Web.Live;

public enum LiveFeedState
{
    Connecting,
    Live,
    Reconnecting,
}

/// <summary>
/// One connection to the Api's <c>GET /api/v1/live</c> for each circuit. Changes made while it was away are not sent
/// again, so after every reconnect the pages are told to load anew.
/// </summary>
internal sealed partial class LiveFeed(ApiClient api, SessionAccess session, TimeProvider clock, ILogger<LiveFeed> log) : IAsyncDisposable
{
    private static readonly ActivitySource Source = new("CallPlatform");
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource leaving = new();
    private Task? following;

    public LiveFeedState State { get; private set; } = LiveFeedState.Connecting;

    public event Action? StateChanged;

    /// <summary>A call or a campaign changed.</summary>
    public event Action<LiveEvent>? Changed;

    /// <summary>Somebody said something on a call that talks.</summary>
    public event Action<LiveEvent>? Heard;

    /// <summary>An export moved: one of the organisation's.</summary>
    public event Action? Exported;

    /// <summary>Anything may have changed: the connection was away.</summary>
    public event Action? Returned;

    public void Start() => following ??= FollowAsync(leaving.Token);

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        if (following is not null)
        {
            await following;
        }

        leaving.Dispose();
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        var failures = 0;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in api.FollowAsync(ct))
                {
                    failures = 0;
                    OnConnected();
                    Tell(change);
                }
            }
            catch (ApiException error) when (error.Problem.Status == StatusCodes.Status401Unauthorized)
            {
                session.End();
                return;
            }
            catch (Exception error) when (Failure.IsExpected(error))
            {
                if (!ct.IsCancellationRequested)
                {
                    LogLost(error.Message);
                }
            }

            // A stream that ends without an error is the Api going down in good order.
            SetState(LiveFeedState.Reconnecting);
            await PauseAsync(failures++, ct);
        }
    }

    private void Tell(LiveEvent? change)
    {
        // The last span of the trace that began with a request or a webhook: here the browser is told.
        using var activity = change?.TraceParent is { } parent ? Source.StartActivity($"live {change.Kind}", ActivityKind.Consumer, parent) : null;
        activity?.SetTag("call.id", change!.CallId);
        switch (change)
        {
            case { Kind: "call.heard" }:
                Heard?.Invoke(change);
                break;
            case { Kind: "export.changed" }:
                Exported?.Invoke();
                break;
            case { CallId: not null } or { CampaignId: not null }:
                Changed?.Invoke(change);
                break;
            default:
                break; // a greeting or a heartbeat
        }
    }

    private async Task PauseAsync(int failures, CancellationToken ct)
    {
        var pause = TimeSpan.FromMilliseconds(Math.Min(LongestPause.TotalMilliseconds, 250 * Math.Pow(2, failures)));
        try
        {
            // Spread, so that all pages of an office do not return in the same instant.
            await Task.Delay(pause * (0.75 + Random.Shared.NextDouble() / 2), clock, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private void OnConnected()
    {
        var wasAway = State == LiveFeedState.Reconnecting;
        SetState(LiveFeedState.Live);
        if (wasAway)
        {
            Returned?.Invoke();
        }
    }

    private void SetState(LiveFeedState state)
    {
        if (State != state)
        {
            State = state;
            StateChanged?.Invoke();
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "the live feed was lost: {Reason}")]
    private partial void LogLost(string reason);
}
