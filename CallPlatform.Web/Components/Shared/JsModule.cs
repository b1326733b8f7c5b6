using Microsoft.JSInterop;

namespace CallPlatform.Web.Components.Shared;

/// <summary>
/// A script module of a component, loaded when it is first called. A page that was left while the call was under way is no
/// error: there is nobody to show it to, and unhandled it would be logged as a broken circuit.
/// </summary>
internal sealed class JsModule(IJSRuntime js, string path) : IAsyncDisposable
{
    private IJSObjectReference? module;

    public async Task<T?> CallAsync<T>(string name, params object?[] arguments)
    {
        try
        {
            module ??= await js.InvokeAsync<IJSObjectReference>("import", path);
            return await module.InvokeAsync<T?>(name, arguments);
        }
        catch (Exception error) when (error is JSDisconnectedException or TaskCanceledException)
        {
            return default;
        }
    }

    public Task CallAsync(string name, params object?[] arguments) => CallAsync<object>(name, arguments);

    /// <summary>A last call to something that the module made, which is then let go.</summary>
    public static async Task CallOnAsync(IJSObjectReference? target, string name)
    {
        try
        {
            if (target is not null)
            {
                await target.InvokeVoidAsync(name);
                await target.DisposeAsync();
            }
        }
        catch (Exception error) when (error is JSDisconnectedException or TaskCanceledException)
        {
            // The page is gone already.
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null)
            {
                await module.DisposeAsync();
            }
        }
        catch (Exception error) when (error is JSDisconnectedException or TaskCanceledException)
        {
            // The page is gone already, and its module with it.
        }
    }
}
