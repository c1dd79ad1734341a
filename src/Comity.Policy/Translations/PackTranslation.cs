namespace Comity.Policy.Translations;

/// <summary>Texts of a pack in another language. They stand by the text that they translate: where that is changed, its translation no longer counts.</summary>
/// <param name="Language">The language, as BCP 47 writes it: <c>es</c>.</param>
/// <param name="Texts">Translations by text.</param>
public sealed record PackTranslation(string Language, IReadOnlyDictionary<string, string> Texts);
