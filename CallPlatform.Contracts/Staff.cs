namespace CallPlatform.Contracts;

/// <summary>A member of staff as colleagues see them: whom a lead, an appointment or a task can be given to.</summary>
/// <param name="Id">The user's.</param>
/// <param name="Name">As it is displayed.</param>
/// <param name="Role"><c>owner</c>, <c>manager</c>, <c>csr</c>, <c>sales_rep</c> or <c>viewer</c>.</param>
public sealed record StaffMember(Guid Id, string Name, string Role);
