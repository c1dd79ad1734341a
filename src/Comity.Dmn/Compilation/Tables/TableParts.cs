using Comity.Dmn.Model;
using Comity.Feel;
using Comity.Feel.Compilation;
using Comity.Feel.Values;

namespace Comity.Dmn.Compilation.Tables;

/// <summary>A table's parts as they are compiled.</summary>
/// <param name="Table">The table.</param>
/// <param name="Scope">The names that its texts may use.</param>
/// <param name="Inputs">The input expressions.</param>
/// <param name="Types">The declared type of each input; any where its variable has that type already.</param>
/// <param name="Allowed">The values that each input clause allows; null for all.</param>
/// <param name="Tests">The input entries, rule by rule; "-" stands for one with an error.</param>
/// <param name="OutputTypes">The declared type of each output.</param>
/// <param name="Outputs">The output entries, rule by rule.</param>
/// <param name="Defaults">The default of each output; null for none.</param>
/// <param name="Order">The listed values of each output, best first; null for none.</param>
internal sealed record TableParts(
    DecisionTable Table,
    FeelScope Scope,
    CompiledFeel[] Inputs,
    ItemType[] Types,
    CompiledTests?[] Allowed,
    CompiledTests[][] Tests,
    ItemType[] OutputTypes,
    CompiledFeel[][] Outputs,
    CompiledFeel?[] Defaults,
    FeelValue[]?[] Order);
