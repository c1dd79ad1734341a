using Comity.Dmn.Model;

namespace Comity.Dmn.Compilation;

/// <summary>An element as another one sees it.</summary>
/// <param name="Name">The name that expressions use: <c>import.name</c> for an element of an imported model.</param>
/// <param name="Element">The element.</param>
internal sealed record SeenElement(string Name, DrgElement Element);

/// <summary>A model and all that it imports, directly or not.</summary>
internal sealed class ModelSet
{
    private readonly Dictionary<DrgElement, DmnModel> _owners = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(DmnModel Model, string Id), DrgElement> _byId = new(new IdentityOfModel());
    private readonly List<DmnModel> _models = [];

    public ModelSet(DmnModel root)
    {
        Root = root;
        Add(root);
    }

    /// <summary>The model that imports the others.</summary>
    public DmnModel Root { get; }

    /// <summary>All models, the root first.</summary>
    public IReadOnlyList<DmnModel> Models => _models;

    /// <summary>Inputs, knowledge models, services, decisions and knowledge sources of all models.</summary>
    public IEnumerable<DrgElement> Elements => _models.SelectMany(ElementsOf);

    /// <summary>The model that an element belongs to.</summary>
    public DmnModel OwnerOf(DrgElement element) => _owners[element];

    /// <summary>What a reference in an element's model points at; null for nothing.</summary>
    public SeenElement? Find(DrgElement from, string targetId)
    {
        var model = OwnerOf(from);
        if (_byId.TryGetValue((model, targetId), out var local))
        {
            return new SeenElement(local.Name, local);
        }

        var hash = targetId.LastIndexOf('#');
        var import = hash < 0 ? null : model.Imports.FirstOrDefault(candidate => targetId.AsSpan(0, hash).SequenceEqual(candidate.Model.Namespace));
        return import is not null && _byId.TryGetValue((import.Model, targetId[(hash + 1)..]), out var imported)
            ? new SeenElement(Qualified(import, imported.Name), imported)
            : null;
    }

    /// <summary>The elements of an element's own model.</summary>
    public IReadOnlyList<DrgElement> Known(DrgElement from) => [.. ElementsOf(OwnerOf(from))];

    /// <summary>The name of an imported thing.</summary>
    public static string Qualified(ModelImport import, string name) => import.Name.Length == 0 ? name : $"{import.Name}.{name}";

    private static IEnumerable<DrgElement> ElementsOf(DmnModel model) =>
        [.. model.Inputs, .. model.KnowledgeModels, .. model.Services, .. model.Decisions, .. model.KnowledgeSources];

    private void Add(DmnModel model)
    {
        if (_models.Exists(known => ReferenceEquals(known, model)))
        {
            return;
        }

        _models.Add(model);
        foreach (var element in ElementsOf(model))
        {
            _owners.Add(element, model);
            _byId.Add((model, element.Id), element);
        }

        foreach (var import in model.Imports)
        {
            Add(import.Model);
        }
    }

    // Records compare by content; models are compared by identity.
    private sealed class IdentityOfModel : IEqualityComparer<(DmnModel Model, string Id)>
    {
        public bool Equals((DmnModel Model, string Id) x, (DmnModel Model, string Id) y) => ReferenceEquals(x.Model, y.Model) && x.Id == y.Id;

        public int GetHashCode((DmnModel Model, string Id) pair) => string.GetHashCode(pair.Id, StringComparison.Ordinal);
    }
}
