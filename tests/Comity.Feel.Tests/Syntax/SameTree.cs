using System.Collections;
using System.Reflection;
using Comity.Feel.Syntax;

namespace Comity.Feel.Tests.Syntax;

/// <summary>Compares trees part by part, by reflection, so that nothing but the spans can be left out.</summary>
internal static class SameTree
{
    /// <summary>Where two trees differ first; null when they are the same, spans aside.</summary>
    public static string? Difference(object? left, object? right, string path = "")
    {
        if (left is null || right is null || left.GetType() != right.GetType())
        {
            return ReferenceEquals(left, right) ? null : $"{path}: {left?.ToString() ?? "nothing"} is not {right?.ToString() ?? "nothing"}";
        }

        if (left is string or ValueType and not IEnumerable)
        {
            return left.Equals(right) ? null : $"{path}: {left} is not {right}";
        }

        if (left is IEnumerable leftItems)
        {
            var (first, second) = (leftItems.Cast<object>().ToList(), ((IEnumerable)right).Cast<object>().ToList());
            return first.Count != second.Count
                ? $"{path}: {first.Count} items are not {second.Count}"
                : first.Select((item, i) => Difference(item, second[i], $"{path}[{i}]")).FirstOrDefault(difference => difference is not null);
        }

        return left.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.Name != nameof(FeelNode.Span) && property.GetIndexParameters().Length == 0)
            .Select(property => Difference(property.GetValue(left), property.GetValue(right), $"{path}.{property.Name}"))
            .FirstOrDefault(difference => difference is not null);
    }
}
