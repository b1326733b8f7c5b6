using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Scenarios;

/// <summary>How the answer to an accepted request reaches the caller, or does not.</summary>
internal static class Answers
{
    public static async Task<IResult> GiveAsync(HttpContext http, Scenario scenario, IResult answer, Settings settings)
    {
        if (scenario == Scenario.SlowAnswer)
        {
            await Task.Delay(settings.Now.SlowAnswerMs);
        }
        if (scenario == Scenario.DroppedAnswer)
        {
            http.Abort();
            return Results.Empty;
        }
        return answer;
    }
}
