using System.Globalization;
using System.Text;
using Comity.Log.Merkle;
using Comity.Records.Storage;

namespace Comity.Records.Events;

/// <summary>
/// A leaf of the public log. There is one for each day, whatever was kept on it, and it shows a commitment only: SHA-256 over 32 random
/// bytes and the size and root that the log of events had. Who is given these can see that the log of events is the one that was committed
/// to.
/// </summary>
internal static class SealedDay
{
    public static byte[] Content(LoggedDay day) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{{\"day\":\"{Date(day)}\",\"root\":\"{TreeHash.Of(day.Root)}\",\"size\":{day.Size}}}"));

    /// <summary>The entry of the public log, canonical JSON.</summary>
    public static byte[] Entry(LoggedDay day) => Encoding.UTF8.GetBytes(
        $"{{\"commitment\":\"{Convert.ToHexStringLower(SealedEvent.Commitment(day.Salt, Content(day)))}\",\"day\":\"{Date(day)}\"}}");

    public static string Date(LoggedDay day) => DateOnly.FromDayNumber(day.Day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
