using System.ComponentModel.DataAnnotations;
using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Account;

public partial class SignIn
{
    private string? problem;

    [SupplyParameterFromForm] private Credentials? Input { get; set; }

    [SupplyParameterFromQuery] private string? ReturnUrl { get; set; }

    [SupplyParameterFromQuery] private bool Ended { get; set; }

    [SupplyParameterFromQuery] private bool SignedOut { get; set; }

    [CascadingParameter] private HttpContext Http { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private ApiConnection Connection { get; set; } = null!;

    [Inject] private IHttpMessageHandlerFactory Handlers { get; set; } = null!;

    [Inject] private SessionOpening Opening { get; set; } = null!;

    protected override void OnInitialized()
    {
        Input ??= new();
        // A session that the Api ended still has its cookie: sending it back to where it came from would go round in circles.
        if (HttpMethods.IsGet(Http.Request.Method) && !Ended && Http.User.Identity?.IsAuthenticated == true)
        {
            Navigation.NavigateTo(LocalAddress(ReturnUrl));
        }
    }

    private async Task SignInAsync()
    {
        try
        {
            using var http = Connection.OpenFor(Http, Handlers);
            var api = new ApiClient(http);
            await Opening.OpenAsync(Http, http, api, TokenSet.From(await api.SignInAsync(new(Input!.Username, Input.Password), Http.RequestAborted)));
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            problem = WordsFor(Failure.Of(error));
            Input!.Password = ""; // the page that is sent back shows no password
            return;
        }

        Navigation.NavigateTo(LocalAddress(ReturnUrl));
    }

    private string WordsFor(Failure failure) => failure switch
    {
        { Kind: FailureKind.SignedOut } or { Kind: FailureKind.Refused, Code: null, RetryAfter: null, Fields.Count: > 0 } => T["SignInWrong"],
        { RetryAfter: { } wait } => T["SignInLocked", Math.Max(1, (int)Math.Ceiling(wait.TotalMinutes))],
        { Kind: FailureKind.Refused or FailureKind.Forbidden, Detail: { } detail } => detail,
        _ => T["SignInUnavailable"],
    };

    // Never to another site: a link to the sign-in page must not be a way to send people elsewhere.
    private static string LocalAddress(string? address) =>
        address is ['/', not ('/' or '\\'), ..] && !address.Contains('\n', StringComparison.Ordinal) ? address : "/";

    private sealed class Credentials
    {
        [Required(ErrorMessage = "Enter your username.")]
        [StringLength(254)]
        public string Username { get; set; } = "";

        [Required(ErrorMessage = "Enter your password.")]
        [StringLength(1024)]
        public string Password { get; set; } = "";
    }
}
