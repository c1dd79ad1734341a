using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Comity.Feel.Text;
using Microsoft.Extensions.Configuration;

namespace Comity.Server.Operation;

/// <summary>Looks at what a configuration file and the environment say before it is bound: settings that do not exist, and values that are of another kind.</summary>
internal static class SettingsCheck
{
    /// <summary>What is wrong with a JSON file, one sentence each.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static IReadOnlyList<string> OfFile(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var problems = new List<string>();
        Look(problems, "", json.RootElement, typeof(ServerConfiguration));
        return problems;
    }

    /// <summary>What is wrong with variables of the environment, one sentence each.</summary>
    public static IReadOnlyList<string> OfVariables(IConfiguration variables)
    {
        var problems = new List<string>();
        Look(problems, "", variables, typeof(ServerConfiguration));
        return problems;
    }

    private static void Look(List<string> problems, string path, JsonElement value, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (value.ValueKind == JsonValueKind.Null)
        {
            // As if it were not there.
        }
        else if (Element(type) is { } element)
        {
            if (value.ValueKind != JsonValueKind.Array)
            {
                problems.Add($"{path}: this is a list. Write [ … ].");
                return;
            }

            foreach (var (i, item) in value.EnumerateArray().Index())
            {
                Look(problems, $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]", item, element);
            }
        }
        else if (IsGroup(type) || IsDictionary(type))
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                problems.Add(path.Length == 0 ? "The settings are one object: { … }." : $"{path}: this is a group of settings. Write {{ … }}.");
                return;
            }

            foreach (var member in value.EnumerateObject())
            {
                if (Member(problems, path, member.Name, type) is { } of)
                {
                    Look(problems, Join(path, member.Name), member.Value, of);
                }
            }
        }
        else if (type == typeof(string) ? value.ValueKind != JsonValueKind.String : value.ValueKind is JsonValueKind.Object or JsonValueKind.Array || !Fits(value.ToString(), type))
        {
            problems.Add($"{path}: {Written(value)} is not {Kind(type)}.");
        }
    }

    private static void Look(List<string> problems, string path, IConfiguration section, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        foreach (var child in section.GetChildren())
        {
            var name = Join(path, child.Key);
            var of = Element(type) ?? (IsGroup(type) || IsDictionary(type) ? Member(problems, path, child.Key, type) : null);
            if (of is null)
            {
                if (!IsGroup(type))
                {
                    problems.Add($"{name}: there is no such setting; {path} is {Kind(type)}.");
                }
            }
            else if (child.Value is { } text && !child.GetChildren().Any())
            {
                var kind = Nullable.GetUnderlyingType(of) ?? of;
                if (Element(kind) is not null || IsGroup(kind) || IsDictionary(kind))
                {
                    problems.Add(text.Length == 0 ? $"{name}: this is empty." : $"{name}: '{text}' is not {Kind(kind)}. Variables name each of its parts: {ServerConfiguration.EnvironmentPrefix}{name}__…");
                }
                else if (!Fits(text, kind))
                {
                    problems.Add($"{name}: '{text}' is not {Kind(kind)}.");
                }
            }
            else
            {
                Look(problems, name, child, of);
            }
        }
    }

    // The type of a member; null where there is none, which is a problem.
    private static Type? Member(List<string> problems, string path, string name, Type type)
    {
        if (IsDictionary(type))
        {
            return type.GetGenericArguments()[1];
        }

        var known = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).ToList();
        if (known.Find(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            return found.PropertyType;
        }

        var names = known.Select(property => Camel(property.Name)).ToList();
        problems.Add($"{Join(path, name)}: there is no such setting. {NearestName.Mend(name, names) ?? $"There are: {string.Join(", ", names.Order(StringComparer.Ordinal))}."}");
        return null;
    }

    private static Type? Element(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static bool IsDictionary(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>);

    private static bool IsGroup(Type type) => type.IsClass && type != typeof(string) && type.Assembly == typeof(SettingsCheck).Assembly;

    private static bool Fits(string text, Type type) =>
        type == typeof(int) ? int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
        : type == typeof(bool) ? bool.TryParse(text, out _)
        : !type.IsEnum || Enum.GetNames(type).Contains(text, StringComparer.OrdinalIgnoreCase);

    private static string Kind(Type type) =>
        type == typeof(int) ? "a whole number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(string) ? "a text in quotes"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type).Select(Camel))}"
        : Element(type) is not null ? "a list" : "a group of settings";

    private static string Written(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => $"'{value.GetString()}'",
        JsonValueKind.Object => "{ … }",
        JsonValueKind.Array => "[ … ]",
        _ => value.GetRawText(),
    };

    private static string Join(string path, string name) => path.Length == 0 ? Camel(name) : $"{path}.{Camel(name)}";

    private static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];
}
