using CallPlatform.Api;
using CallPlatform.Api.Auth;
using CallPlatform.Api.Endpoints;
using CallPlatform.Api.Webhooks;
using CallPlatform.Core;
using CallPlatform.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddCore();
builder.AddApi();

var app = builder.Build();

app.UseForwardedHeaders();
app.UseSecurityHeaders();
app.UseTransportSecurity();
app.UseProblems();
app.UseTrailingSlash();
app.UseRouting();
app.UseCors();
app.UseAuthentication();
app.UseAuthorization();
app.UseAuditTrail();

app.MapDefaultEndpoints();
app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
app.MapTokens();
app.MapContacts();
app.MapScripts();
app.MapCalls();
app.MapCallTimeline();
app.MapOrganizations();
app.MapUsers();
app.MapStaff();
app.MapApiKeys();
app.MapAuditLog();
app.MapJobs();
app.MapProviders();
app.MapWebhookEndpoints();
app.MapExports();
app.MapLive();
app.MapWebKeys();
app.MapFeedbackCalls();
app.MapDemoCalls();
app.MapSchedule();
app.MapDialing();
app.MapSuppressions();
app.MapCampaigns();
app.MapCampaignRuns();
app.MapServiceRecords();
app.MapNotices();
app.MapVapiWebhook();
app.MapInbound();
app.MapProjects();
app.MapAiAgents();
app.MapLeadForms();
app.MapLeadIntake();
app.MapAiCalls();
app.MapCallKaroWebhook();
app.MapMessageWebhooks();
app.MapSampleData();
app.MapPrivacy();

await app.RunAsync();

/// <summary>The entry point, public so that tests can host it.</summary>
public partial class Program;
