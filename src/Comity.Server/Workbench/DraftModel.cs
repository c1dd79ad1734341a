using Comity.Dmn.Editing;
using Comity.Dmn.Model;
using Comity.Dmn.Xml;
using Comity.Policy.Editing;
using Comity.Policy.Packs;

namespace Comity.Server.Workbench;

/// <summary>A decision or knowledge model of a draft whose logic can be edited: a table or an expression.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Name">Its name.</param>
/// <param name="Expression">Its logic as it was read.</param>
public sealed record DraftLogic(TablePlace Place, string Name, DmnExpression Expression);

/// <summary>The model of a draft, as far as it can be read. Faulty FEEL does not keep it from being read.</summary>
/// <param name="Path">The path of its file.</param>
/// <param name="Model">The model; null where the file is none.</param>
/// <param name="Logic">What can be edited in it, in the order of the model.</param>
public sealed record DraftModel(string Path, DmnModel? Model, IReadOnlyList<DraftLogic> Logic)
{
    /// <summary>Reads the model of a pack's files.</summary>
    public static DraftModel Of(PackFiles files)
    {
        var path = new PackItem(ItemKind.Manifest).FieldIn(files, "model") ?? "";
        if (files.Find(path) is not { } content)
        {
            return new DraftModel(path, null, []);
        }

        using var stream = new MemoryStream(content.ToArray(), writable: false);
        var model = DmnReader.Read(stream, path).Model?.With(FactInputs.Of(files));
        return new DraftModel(path, model, model is null ? [] :
        [
            .. model.KnowledgeModels.Select(element => (element.Id, element.Name, element.Expression)).Concat(model.Decisions.Select(element => (element.Id, element.Name, element.Expression)))
                .Where(element => element.Expression is DecisionTable or LiteralExpression).Select(element => new DraftLogic(new TablePlace(path, element.Id), element.Name, element.Expression)),
        ]);
    }

    /// <summary>The FEEL of a literal expression as it is written; null where there is none.</summary>
    public static string? TextOf(TablePlace place, PackFiles files) =>
        files.Find(place.File) is { } content && FileText.Read(place.File, content.Span) is { } text ? LogicSource.Find(text.Text,
            place.Element)?.Text : null;

    /// <summary>The logic of an element; null where it has none that can be edited.</summary>
    public DraftLogic? Find(string element) => Logic.FirstOrDefault(logic => logic.Place.Element == element);
}
