export default function Home() {
  return (
    <main>
      <h1>Tributary</h1>
    </main>
  );
}
