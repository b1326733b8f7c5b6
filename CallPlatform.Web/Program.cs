using CallPlatform.ServiceDefaults;
using CallPlatform.Web.Auth;
using CallPlatform.Web.Components;
using CallPlatform.Web.Hosting;

var builder = WebApplication.CreateBuilder(args);

// Radzen's files and Blazor's script are static web assets: unpublished they are found outside Development only with this.
builder.WebHost.UseStaticWebAssets();
builder.AddServiceDefaults();
builder.AddWeb();

var app = builder.Build();

app.UseForwardedHeaders();
app.UseTransportSecurity();
app.UseExceptionHandler("/error", createScopeForErrors: true);
app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
app.UseSecurityHeaders();
app.UseRequestLocalization();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();

app.MapStaticAssets().AllowAnonymous();
app.MapDefaultEndpoints();
app.MapSession();
app.MapRecordings();
app.MapDownloads();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();

app.Run();
