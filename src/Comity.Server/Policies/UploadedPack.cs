using Comity.Feel.Evaluation;
using Comity.Policy.Packs;
using Comity.Policy.Programs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;

namespace Comity.Server.Policies;

/// <summary>A policy that was written elsewhere and comes in as an archive: to be a draft, or to be compared with what is served.</summary>
internal static class UploadedPack
{
    /// <summary>How large an uploaded file may be, in bytes.</summary>
    public const long MostBytes = 32 * 1024 * 1024;

    // What stands around a file: other fields of a form, other members of an object.
    private const long Around = 256 * 1024;

    /// <summary>Takes the files out of an archive.</summary>
    /// <returns>The files and what was left out of them, or one sentence that says why there are none.</returns>
    public static (PackFiles? Files, IReadOnlyList<string> LeftOut, string? Problem) Read(byte[] archive)
    {
        try
        {
            var (files, leftOut) = PackArchive.ReadForeign(archive);
            return (files, leftOut, null);
        }
        catch (InvalidDataException exception)
        {
            return (null, [], $"This file is not a policy pack: {exception.Message} A pack is a ZIP archive with pack.yaml at its root, or in one folder.");
        }
    }

    /// <summary>What decides by the policy of an archive. It is kept nowhere.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="work">What working it out spends from.</param>
    /// <returns>What decides, or what is wrong with the policy.</returns>
    public static (PolicyLogic? Logic, IReadOnlyList<string> Problems) Logic(byte[] archive, WorkBudget work)
    {
        var (files, _, problem) = Read(archive);
        if (files is null)
        {
            return (null, [problem!]);
        }

        var read = PackReader.Read(files, work);
        var created = read.Pack is null ? new PolicyLogicResult(null, read.Diagnostics) : PolicyLogic.Compile(read.Pack, work: work);
        return (created.Logic, created.Logic is null ? [.. created.Diagnostics.Select(diagnostic => diagnostic.ToString())] : []);
    }

    /// <summary>Lets an address be sent a file of that size in a form.</summary>
    public static TBuilder TakesFile<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new RequestSizeLimitAttribute(MostBytes + Around));

    /// <summary>Lets an address be sent files of that size in Base64, as members of an object.</summary>
    /// <param name="route">The address.</param>
    /// <param name="count">How many at most.</param>
    public static TBuilder TakesEncodedFiles<TBuilder>(this TBuilder route, int count)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new RequestSizeLimitAttribute(MostEncoded(count)));

    /// <summary>How many bytes an object with that many files has at most.</summary>
    public static long MostEncoded(int count) => (count * (MostBytes + 2) / 3 * 4) + Around;
}
