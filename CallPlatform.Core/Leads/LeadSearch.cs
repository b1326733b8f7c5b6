using CallPlatform.Core.Contacts;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Leads;

/// <summary>How staff look for a lead: by a part of the name, number or e-mail address.</summary>
public static class LeadSearch
{
    public static IQueryable<Lead> Matching(this IQueryable<Lead> leads, string? search)
    {
        if (string.IsNullOrWhiteSpace(search))
        {
            return leads;
        }

        var words = ContactSearch.Pattern(search.Trim());
        var number = ContactSearch.NumberPattern(search);
        return leads.Where(l => EF.Functions.ILike(l.FullName, words, @"\") || EF.Functions.ILike(l.Email!, words, @"\")
            || (number != null && EF.Functions.Like(l.PhoneNumber, number)));
    }
}
