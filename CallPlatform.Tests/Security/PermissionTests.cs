using System.Net;
using CallPlatform.Core.Organizations;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Security;

/// <summary>Every route of the OpenAPI document, as every role: it lets in whom the table of permissions names, and nobody else.</summary>
public class PermissionTests(ApiHost api) : IClassFixture<ApiHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_stands_in_the_table_of_permissions_and_nothing_else_does()
    {
        var routes = (await Routes.OfApiAsync(api)).Select(r => r.ToString());
        var table = (await Routes.OfTableAsync()).Keys.Select(r => r.ToString());

        Assert.Equal(routes.Order(StringComparer.Ordinal), table.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_route_lets_in_whom_the_table_names()
    {
        var table = await Routes.OfTableAsync();
        var seen = new List<string>();
        foreach (var role in Roles.All)
        {
            var person = await api.StaffAsync(role);
            foreach (var (route, allowed) in table.Where(row => row.Value is not ["anyone"]))
            {
                var status = await StatusAsync(person, route);
                if (status == HttpStatusCode.Unauthorized)
                {
                    // An earlier route ended this person's sessions: the next one of the role goes on.
                    person.Dispose();
                    person = await api.StaffAsync(role);
                    status = await StatusAsync(person, route);
                }

                if (status >= HttpStatusCode.InternalServerError || status == HttpStatusCode.Forbidden == allowed.Contains(role) || status == HttpStatusCode.Unauthorized)
                {
                    seen.Add($"{route} as {role}: {(int)status}");
                }
            }

            person.Dispose();
        }

        Assert.Empty(seen);
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_let_in_nowhere_but_at_the_doors_for_anyone()
    {
        var seen = new List<string>();
        foreach (var (route, allowed) in await Routes.OfTableAsync())
        {
            var status = await StatusAsync(api.Anonymous, route);
            if (allowed is not ["anyone"] && status != HttpStatusCode.Unauthorized)
            {
                seen.Add($"{route}: {(int)status}");
            }
        }

        Assert.Empty(seen);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient person, Route route)
    {
        using var request = route.With(name => name is "phone" or "token" or "formToken" ? "0" : Guid.NewGuid().ToString(), null);
        using var response = await person.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        return response.StatusCode;
    }
}
