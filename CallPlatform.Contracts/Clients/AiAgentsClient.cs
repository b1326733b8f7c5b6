namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    /// <summary>The dashboard, with all agents.</summary>
    public Task<AiAgentDashboard> GetAiAgentsAsync(CancellationToken ct = default) => GetAsync("ai-agents", Json.AiAgentDashboard, ct);

    public Task<AiAgentResponse> CreateAiAgentAsync(AiAgentRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "ai-agents/create", request, Json.AiAgentRequest, Json.AiAgentResponse, ct);

    public Task<AiAgentResponse> ReplaceAiAgentAsync(Guid id, AiAgentRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Put, $"ai-agents/{id}", request, Json.AiAgentRequest, Json.AiAgentResponse, ct);

    /// <summary>The provider's refusal is dealt with: the agent calls again.</summary>
    public Task<AiAgentResponse> ClearAiAgentFlagAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"ai-agents/{id}/clear-flag", Json.AiAgentResponse, ct);

    public Task<SuccessResponse> DeleteAiAgentAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"ai-agents/{id}/delete", Json.SuccessResponse, ct);

    public async Task<IReadOnlyList<ProjectResponse>> ListProjectsAsync(CancellationToken ct = default) =>
        (await GetAsync("projects", Json.PlainListProjectResponse, ct)).Items;

    public Task<ProjectResponse> GetProjectAsync(Guid id, CancellationToken ct = default) => GetAsync($"projects/{id}", Json.ProjectResponse, ct);

    public Task<ProjectResponse> CreateProjectAsync(ProjectRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "projects", request, Json.ProjectRequest, Json.ProjectResponse, ct);

    public Task<ProjectResponse> ReplaceProjectAsync(Guid id, ProjectRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Put, $"projects/{id}", request, Json.ProjectRequest, Json.ProjectResponse, ct);

    public Task<SuccessResponse> DeleteProjectAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Delete, $"projects/{id}", Json.SuccessResponse, ct);

    public async Task<IReadOnlyList<FormMappingResponse>> ListFormMappingsAsync(CancellationToken ct = default) =>
        (await GetAsync("form-mappings", Json.PlainListFormMappingResponse, ct)).Items;

    public Task<FormMappingResponse> CreateFormMappingAsync(FormMappingRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "form-mappings/create-mapping", request, Json.FormMappingRequest, Json.FormMappingResponse, ct);

    public Task<SuccessResponse> DeleteFormMappingAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"form-mappings/{id}/delete-mapping", Json.SuccessResponse, ct);

    public async Task<IReadOnlyList<LeadFormResponse>> ListLeadFormsAsync(CancellationToken ct = default) =>
        (await GetAsync("lead-forms", Json.PlainListLeadFormResponse, ct)).Items;

    public Task<LeadFormResponse> CreateLeadFormAsync(LeadFormRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "lead-forms", request, Json.LeadFormRequest, Json.LeadFormResponse, ct);

    public Task<LeadFormResponse> ReplaceLeadFormAsync(Guid id, LeadFormRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Put, $"lead-forms/{id}", request, Json.LeadFormRequest, Json.LeadFormResponse, ct);

    public Task<SuccessResponse> DeleteLeadFormAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Delete, $"lead-forms/{id}", Json.SuccessResponse, ct);
}
