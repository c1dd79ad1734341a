namespace Comity.Server.Benchmarks;
internal static class Steady { public static Task RunAsync(TimeSpan t) => Task.CompletedTask; }
internal static class Pages { public static Task RunAsync(int t) => Task.CompletedTask; }
