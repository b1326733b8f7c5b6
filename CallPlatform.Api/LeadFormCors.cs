using CallPlatform.Core.Leads;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace CallPlatform.Api;

/// <summary>Which sites' pages may post to a public form: each form says so itself. Everything else keeps the common policy.</summary>
internal sealed class LeadFormCors(IOptions<CorsOptions> options, LeadForms forms) : ICorsPolicyProvider
{
    public const string Policy = "lead-form";

    private static readonly CorsPolicy Nobody = new CorsPolicyBuilder().Build();
    private readonly DefaultCorsPolicyProvider others = new(options);

    public async Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        if (policyName != Policy)
        {
            return await others.GetPolicyAsync(context, policyName);
        }

        return context.GetRouteValue("formToken") is string token && await forms.FindAsync(token, context.RequestAborted) is { } form
            ? new CorsPolicyBuilder().WithOrigins(form.AllowedOrigins).WithMethods("POST").WithHeaders("Content-Type")
                .SetPreflightMaxAge(TimeSpan.FromMinutes(10)).Build()
            : Nobody;
    }

    /// <summary>A browser names the page's origin, whatever CORS asks it to do; other senders name none.</summary>
    public static bool Allows(LeadForm form, string? origin) =>
        string.IsNullOrEmpty(origin) || form.AllowedOrigins.Contains("*") || form.AllowedOrigins.Contains(origin.ToLowerInvariant());
}
