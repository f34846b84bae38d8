import collections
x, words = 1, []
for i in range(3000):
    x = x * 16807 % 2147483647
    words.append("w%d" % (x % 500))
count = collections.Counter(words)
index = {w: [i for i, v in enumerate(words) if v == w] for w in sorted(count)[:40]}
print(len(count), max(count.values()), sum(map(len, index.values())))
