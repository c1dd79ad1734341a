using Comity.Log.Merkle;
using Comity.Log.Tiles;
using CsCheck;

namespace Comity.Log.Tests.Merkle;

/// <summary>The vectors of RFC 6962's reference implementation, and a tree that is hashed as the RFC defines it.</summary>
public sealed class MerkleTests
{
    private static readonly string[] Leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void TheRootsAreThePublishedOnes()
    {
        var frontier = new MerkleFrontier();
        for (var size = 0; size <= Leaves.Length; size++)
        {
            Assert.Equal(Roots[size], Hex(frontier.Root()));
            if (size < Leaves.Length)
            {
                frontier.Append(TreeHash.Leaf(Convert.FromHexString(Leaves[size])));
            }
        }
    }

    [Theory]
    [InlineData("101112131415161718191a1b1c1d1e1f", "3bfb960453ebaebf33727da7a1f4db38acc051d381b6da20d6d4e88f0eabfd7a")]
    public void ALeafsHashIsThePublishedOne(string leaf, string hash) => Assert.Equal(hash, Hex(TreeHash.Leaf(Convert.FromHexString(leaf))));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(5, 8, "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b", "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(2, 3, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(1, 5, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")]
    public async Task InclusionProofsAreThePublishedOnes(int index, int size, params string[] path)
    {
        var leaf = TreeHash.Leaf(Convert.FromHexString(Leaves[index]));
        Assert.Equal(path, (await Tree(size).InclusionAsync(index, size, TestContext.Current.CancellationToken)).Select(Hex));
        Assert.True(MerkleProof.Includes(leaf, index, size, [.. path.Select(Hash)], Hash(Roots[size])));
        Wrong([.. path.Select(Hash)], wrong => MerkleProof.Includes(leaf, index, size, wrong, Hash(Roots[size])));
        Assert.False(MerkleProof.Includes(leaf, index + 1, size, [.. path.Select(Hash)], Hash(Roots[size])));
        Assert.False(MerkleProof.Includes(leaf, -1, size, [.. path.Select(Hash)], Hash(Roots[size])));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(6, 8, "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(2, 5, "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")]
    public async Task ConsistencyProofsAreThePublishedOnes(int older, int newer, params string[] path)
    {
        Assert.Equal(path, (await Tree(newer).ConsistencyAsync(older, TestContext.Current.CancellationToken)).Select(Hex));
        Assert.True(MerkleProof.Extends(older, newer, [.. path.Select(Hash)], Hash(Roots[older]), Hash(Roots[newer])));
        Wrong([.. path.Select(Hash)], wrong => MerkleProof.Extends(older, newer, wrong, Hash(Roots[older]), Hash(Roots[newer])));
        Assert.False(MerkleProof.Extends(older, newer, [.. path.Select(Hash)], Hash(Roots[older - 1]), Hash(Roots[newer])));
    }

    [Fact]
    public void RootsAndProofsAgreeWithTheDefinition() =>
        Gen.Select(Gen.Int[1, 1_500], Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue]).Sample(
            (size, a, b) =>
            {
                var leaves = Enumerable.Range(0, size).Select(i => BitConverter.GetBytes(i)).ToArray();
                var (index, older) = (a % size, b % (size + 1));
                var root = Defined(leaves);
                var tree = new TileTree(new MemoryLog(leaves), size);
                var frontier = new MerkleFrontier();
                foreach (var leaf in leaves)
                {
                    frontier.Append(TreeHash.Leaf(leaf));
                }

                return root == tree.RootAsync(default).Result && root == frontier.Root()
                    && MerkleProof.Includes(TreeHash.Leaf(leaves[index]), index, size, tree.InclusionAsync(index, size, default).Result, root)
                    && MerkleProof.Includes(TreeHash.Leaf(leaves[0]), 0, Math.Max(older, 1), tree.InclusionAsync(0, Math.Max(older, 1), default).Result, Defined(leaves.AsSpan(0, Math.Max(older, 1))))
                    && MerkleProof.Extends(older, size, tree.ConsistencyAsync(older, default).Result, Defined(leaves.AsSpan(0, older)), root);
            },
            iter: 60);

    // RFC 6962 §2.1, word for word.
    private static TreeHash Defined(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length < 2)
        {
            return leaves.Length == 0 ? TreeHash.Empty : TreeHash.Leaf(leaves[0]);
        }

        var k = 1;
        while (k * 2 < leaves.Length)
        {
            k *= 2;
        }

        return TreeHash.Node(Defined(leaves[..k]), Defined(leaves[k..]));
    }

    private static void Wrong(TreeHash[] path, Predicate<TreeHash[]> holds)
    {
        Assert.False(holds([.. path, TreeHash.Empty]));
        for (var i = 0; i < path.Length; i++)
        {
            Assert.False(holds([.. path[..i], .. path[(i + 1)..]]));
            Assert.False(holds([.. path[..i], TreeHash.Empty, .. path[(i + 1)..]]));
        }
    }

    private static TileTree Tree(int size) => new(new MemoryLog([.. Leaves[..size].Select(Convert.FromHexString)]), size);

    private static TreeHash Hash(string hex) => TreeHash.Of(Convert.FromHexString(hex));

    private static string Hex(TreeHash hash) => Convert.ToHexStringLower(hash.ToArray());

    /// <summary>Level-0 tiles computed from leaves, and the levels above from the definition.</summary>
    private sealed class MemoryLog(byte[][] leaves) : LogSource
    {
        public override Task<byte[]?> ReadAsync(string path, CancellationToken cancellation)
        {
            var tile = TilePath.Parse(path)!;
            var step = 1 << (8 * tile.Level!.Value);
            var start = (int)tile.Index * 256 * step;
            return Task.FromResult<byte[]?>([.. Enumerable.Range(0, tile.Width).SelectMany(i => Defined(leaves.AsSpan(start + (i * step), step)).ToArray())]);
        }
    }
}
