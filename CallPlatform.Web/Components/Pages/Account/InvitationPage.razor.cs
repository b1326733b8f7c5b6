using CallPlatform.Contracts;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Pages.Account;

/// <summary>Where a one-time link leads: into the organisation, or to a new password.</summary>
public partial class InvitationPage
{
    private string? problem;
    private InvitationOfferResponse? offer;

    [SupplyParameterFromForm(FormName = "link")] private LinkInput? Link { get; set; }

    [SupplyParameterFromForm(FormName = "accept")] private AcceptInput? Choice { get; set; }

    [CascadingParameter] private HttpContext Http { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private ApiConnection Connection { get; set; } = null!;

    [Inject] private IHttpMessageHandlerFactory Handlers { get; set; } = null!;

    [Inject] private SessionOpening Opening { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        Link ??= new();
        Choice ??= new();
        Http.Response.Headers.CacheControl = "no-store";
        if (Choice.Token.Length > 0)
        {
            // A form that is sent must stand on the page again before its handler runs, and this one stands there only with its offer.
            await LookAsync();
        }
    }

    private async Task OpenAsync()
    {
        Choice!.Token = Link!.Token.Trim();
        await LookAsync();
    }

    private async Task LookAsync()
    {
        try
        {
            using var http = Connection.OpenFor(Http, Handlers);
            offer = await new ApiClient(http).LookUpInvitationAsync(new(Choice!.Token), Http.RequestAborted);
            Choice.DisplayName = Choice.DisplayName.Length > 0 ? Choice.DisplayName : offer.DisplayName;
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            (offer, problem) = (null, problem ?? WordsFor(Failure.Of(error)));
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            using var http = Connection.OpenFor(Http, Handlers);
            var api = new ApiClient(http);
            var tokens = TokenSet.From(await api.AcceptInvitationAsync(new(Choice!.Token, Choice.Password, Choice.DisplayName), Http.RequestAborted));
            await Opening.OpenAsync(Http, http, api, tokens);
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            problem = WordsFor(Failure.Of(error));
            Choice!.Password = ""; // the page that is sent back shows no password
            await LookAsync();
            return;
        }

        Navigation.NavigateTo("/");
    }

    private string WordsFor(Failure failure) => failure switch
    {
        { Fields.Count: > 0 } => string.Join(' ', failure.Fields.Values.SelectMany(t => t)),
        { Detail: { } detail, Kind: not FailureKind.Unavailable } => detail,
        _ => T["Failure_Unavailable_Text"],
    };

    private sealed class LinkInput
    {
        public string Token { get; set; } = "";
    }

    private sealed class AcceptInput
    {
        public string Token { get; set; } = "";

        public string DisplayName { get; set; } = "";

        public string Password { get; set; } = "";
    }
}
