using Comity.Dmn.Model;
using Comity.Feel.Text;

namespace Comity.Dmn.Xml;

/// <summary>Reads the models that a model imports, each once.</summary>
internal sealed class ImportReader(IDmnModels? models, DmnReadLimits limits)
{
    private const int MaximumDepth = 100;

    private readonly Dictionary<string, DmnModel?> _read = new(StringComparer.Ordinal);
    private readonly List<string> _open = [];

    /// <summary>How large each model may be.</summary>
    public DmnReadLimits Limits => limits;

    /// <summary>The imported model; null, with the reason among the diagnostics, when it cannot be had.</summary>
    public DmnModel? Read(string targetNamespace, string? locationUri, SourceLocation location, List<Diagnostic> diagnostics)
    {
        if (_open.Contains(targetNamespace))
        {
            diagnostics.Add(new Diagnostic(Severity.Error, "DMN0012", $"The import of '{targetNamespace}' leads back to itself.", location, "Move what both models need into a third."));
            return null;
        }

        if (_open.Count >= MaximumDepth)
        {
            diagnostics.Add(new Diagnostic(Severity.Error, "DMN0013", $"Models import each other more than {MaximumDepth} levels deep.", location, "Import what is needed directly."));
            return null;
        }

        if (_read.TryGetValue(targetNamespace, out var known))
        {
            return known;
        }

        if (models?.Find(targetNamespace, locationUri) is not { } found)
        {
            diagnostics.Add(new Diagnostic(
                Severity.Error, "DMN0010", $"No model has the namespace '{targetNamespace}', which is imported{(locationUri is null ? "" : $" from '{locationUri}'")}.", location, "Put its file beside this one."));
            return _read[targetNamespace] = null;
        }

        using (found.Stream)
        {
            _open.Add(targetNamespace);
            var result = DmnReader.Read(found.Stream, found.File, this);
            _open.Remove(targetNamespace);
            diagnostics.AddRange(result.Diagnostics);
            return _read[targetNamespace] = result.Model;
        }
    }
}
